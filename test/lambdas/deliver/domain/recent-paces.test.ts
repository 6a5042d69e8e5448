import { describe, expect, test } from "vitest";

import {
  isOftenSluggish,
  type TenantPaces,
  withPace,
  withTenantPace,
} from "../../../../lambdas/deliver/domain/recent-paces.ts";
import type { Pace } from "../../../../lambdas/shared/domain/standing.ts";

describe("a webhook is often sluggish", () => {
  test.each<[string, Pace[], boolean]>([
    ["when three of its last ten were", ["sluggish", "quick", "late", "sluggish"], true],
    ["not when two were", ["sluggish", "quick", "sluggish"], false],
    ["not for what is longer ago", [...two("sluggish"), ...nine("quick"), "sluggish"], false],
  ])("%s", (_, paces, isOften) => {
    let recent = 0;
    for (const pace of paces) recent = withPace(recent, pace);
    expect(isOftenSluggish(recent, [])).toBe(isOften);
  });
});

describe("a tenant is often sluggish", () => {
  test.each<[string, string[], boolean]>([
    ["when four of its webhooks were among its last ten", ["a", "b", "", "c", "d"], true],
    ["not when three were", ["a", "b", "c"], false],
    ["not through one that was ten times", Array.from({ length: 10 }, () => "a"), false],
    [
      "not for what is longer ago",
      ["a", "b", "c", ...Array.from({ length: 8 }, () => ""), "d"],
      false,
    ],
  ])("%s", (_, sluggish, isOften) => {
    const recent = noted(sluggish);
    expect(isOftenSluggish(0, recent)).toBe(isOften);
  });

  test("no longer, once ten were quick: nothing is remembered then", () => {
    const ten = Array.from({ length: 10 }, () => "");
    expect(noted(["a", "b", "c", "d", ...ten])).toEqual([]);
  });
});

/**
 * The last ten of a tenant after attempts of these webhooks that were sluggish; "": a quick one.
 */
function noted(sluggish: readonly string[]): TenantPaces {
  let recent: TenantPaces = [];
  for (const webhookId of sluggish) {
    recent = withTenantPace(recent, webhookId || "q", webhookId === "" ? "quick" : "sluggish");
  }
  return recent;
}

function two(pace: Pace): Pace[] {
  return [pace, pace];
}

function nine(pace: Pace): Pace[] {
  return Array.from({ length: 9 }, () => pace);
}
