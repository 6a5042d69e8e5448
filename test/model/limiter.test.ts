import { describe, expect, test } from "vitest";

import { explore } from "./equipment/explore.ts";
import { limiterSystem, type LimiterRule, type LimiterSettings } from "./limiter.ts";

const LIMITS = { graph: false, mostStates: 500_000 };
/** One request a second, and clocks that are a second apart. */
const TWO: LimiterSettings = { functions: 2, interval: 2, wanted: 1, skew: 2 };

describe("no window holds more requests than the limit allows, however long it is", () => {
  test.each<readonly [string, LimiterSettings]>([
    ["two functions", TWO],
    ["two functions whose clocks agree", { ...TWO, skew: 0 }],
    ["three, and a slower limit", { ...TWO, functions: 3, interval: 4 }],
    ["three records at once", { ...TWO, wanted: 3, interval: 1 }],
  ])("%s", (_, settings) => {
    const found = explore(limiterSystem(settings), LIMITS);
    expect(found.problem && found.wayTo(found.problem.state)).toBeUndefined();
    expect(found.states).toBeGreaterThan(500);
  });
});

describe("a rule that is taken away is missed", () => {
  test.each<readonly [LimiterRule, Partial<LimiterSettings>]>([
    ["slots", {}],
    ["begin", {}],
    ["go on", {}],
    ["last counts", { wanted: 3 }],
    ["validity", {}],
    ["slack", {}],
  ])("%s", (without, settings) => {
    const { problem } = explore(limiterSystem({ ...TWO, ...settings, without }), LIMITS);
    expect(problem?.what).toBe("more requests than the limit allows");
  });
});
