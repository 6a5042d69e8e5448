import { describe, expect, test } from "vitest";

import { explore } from "./equipment/explore.ts";
import { leaseSystem, type LeaseRule, type LeaseSettings } from "./leases.ts";

const LIMITS = { graph: false, mostStates: 500_000 };
/** One request at once, and clocks that are five seconds apart. */
const TWO: LeaseSettings = { functions: 2, places: 1, skew: 2 };
const TOO_MANY = "more requests at once than are allowed";
const WASTED = "a place is taken, and nobody has it";

describe("no more requests are under way than there are places, and no place is lost", () => {
  test.each<readonly [string, LeaseSettings]>([
    ["two functions", TWO],
    ["two functions whose clocks agree", { ...TWO, skew: 0 }],
    ["three", { ...TWO, functions: 3 }],
    ["three, and two places, without a fault", { ...TWO, functions: 3, places: 2, faults: 0 }],
  ])("%s", (_, settings) => {
    const found = explore(leaseSystem(settings), LIMITS);
    expect(found.problem && found.wayTo(found.problem.state)).toBeUndefined();
    expect(found.states).toBeGreaterThan(500);
  });
});

describe("a rule that is taken away is missed", () => {
  test.each<readonly [LeaseRule, string]>([
    ["place", TOO_MANY],
    ["free", TOO_MANY],
    ["begin", TOO_MANY],
    ["margin", TOO_MANY],
    ["two requests", TOO_MANY],
    ["holder", TOO_MANY],
    ["own", WASTED],
    ["give back", WASTED],
  ])("%s", (without, what) => {
    const { problem } = explore(leaseSystem({ ...TWO, without }), LIMITS);
    expect(problem?.what).toBe(what);
  });
});
