import { describe, expect, test } from "vitest";

import { explore } from "./equipment/explore.ts";
import { type RecoveryRule, type RecoverySettings, recoverySystem } from "./recovery.ts";

const LIMITS = { graph: false, mostStates: 2_000_000 };
const CALM: RecoverySettings = { crashes: 0, lostReplies: 0, failures: 0 };

describe("no window holds more than half of the pace, of what waits and of what is new", () => {
  test.each<readonly [string, Partial<RecoverySettings>]>([
    ["no fault", {}],
    ["crash, lost reply", { crashes: 1, lostReplies: 1 }],
    ["attempts fail", { failures: 1 }],
  ])("%s", (_, settings) => {
    const found = explore(recoverySystem({ ...CALM, ...settings }), LIMITS);
    expect(found.problem && found.wayTo(found.problem.state)).toBeUndefined();
    expect(found.states).toBeGreaterThan(1000);
  });
});

const OLD = "more of what waits than half of the pace";
const NEW = "more of what is new than half of the pace";

describe("a rule that is taken away is missed", () => {
  test.each<readonly [RecoveryRule, string, Partial<RecoverySettings>]>([
    ["lookDue", OLD, {}],
    ["lookCondition", OLD, {}],
    ["lookFirst", OLD, { crashes: 1 }],
    ["lookGood", OLD, {}],
    ["half", OLD, {}],
    ["slots", NEW, {}],
    ["newHalf", NEW, {}],
  ])("%s", (without, what, settings) => {
    const found = explore(recoverySystem({ ...CALM, ...settings, without }), LIMITS);
    expect(found.problem?.what).toBe(what);
  });
});
