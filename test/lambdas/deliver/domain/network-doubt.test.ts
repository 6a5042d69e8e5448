import { describe, expect, test } from "vitest";

import {
  doubtOfNetwork,
  isNetworkDoubted,
  lateAfterMs,
} from "../../../../lambdas/deliver/domain/network-doubt.ts";

const nowMs = 1_700_000_000_000;

describe("doubt of our own network", () => {
  test.each([
    ["three late of four", { open: 4, late: 3 }, 5000],
    ["all of four", { open: 4, late: 4 }, 5000],
    ["half of four", { open: 4, late: 2 }, undefined],
    ["all of three", { open: 3, late: 3 }, undefined],
  ])("with %s: %o", (_, origins, lastsMs) => {
    const untilMs = doubtOfNetwork(0, origins, nowMs);
    expect(untilMs).toBe(lastsMs === undefined ? 0 : nowMs + lastsMs);
    expect(isNetworkDoubted(untilMs, nowMs)).toBe(lastsMs !== undefined);
  });

  test("lasts five seconds, and does not come again within a minute, whoever is late", () => {
    const origins = { open: 10, late: 10 };
    const untilMs = doubtOfNetwork(0, origins, nowMs);
    expect(isNetworkDoubted(untilMs, nowMs + 4999)).toBe(true);
    expect(isNetworkDoubted(untilMs, nowMs + 5000)).toBe(false);
    expect(doubtOfNetwork(untilMs, origins, untilMs)).toBe(untilMs);
    expect(doubtOfNetwork(untilMs, origins, untilMs + 59_999)).toBe(untilMs);
    expect(doubtOfNetwork(untilMs, origins, untilMs + 60_000)).toBe(untilMs + 65_000);
  });
});

test("an attempt is late after two seconds, after five where too few are open to doubt our network", () => {
  expect(lateAfterMs({ open: 4, late: 0 })).toBe(2000);
  expect(lateAfterMs({ open: 3, late: 3 })).toBe(5000);
});
