import { describe, expect, test } from "vitest";

import {
  isFresh,
  laneCall,
  nextGeneration,
  type Lane,
  sleepsBeyond,
  wakeCall,
} from "../../../../lambdas/shared/domain/lane.ts";

const constants = { laneDeadSeconds: 2700, laneTouchSeconds: 60 };
const nowMs = 1_700_000_000_000;

function lane(state: Lane["state"], wokenAgoSeconds = 0, parkedAgoSeconds = 0): Lane {
  return {
    application: "acme",
    environment: "production",
    webhookId: "wh_0000000000000000000002",
    state,
    generation: 1,
    wokenAtMs: nowMs - wokenAgoSeconds * 1000,
    parkedAtMs: nowMs - parkedAgoSeconds * 1000,
  };
}

describe("laneCall", () => {
  // E1 of the delivery protocol.
  test.each([
    ["absent", undefined, "open"],
    ["closed", lane("closed"), "open"],
    ["opening", lane("opening"), "touch_and_start"],
    ["opening for long", lane("opening", 9999, 9999), "touch_and_start"],
    ["open without a heartbeat for 2,700 s", lane("open", 2700), "open"],
    ["open and alive, touched 59.999 s ago", lane("open", 2699.999, 59.999), "done"],
    ["open and alive, touched 60 s ago", lane("open", 0, 60), "touch"],
  ] as const)("of a lane that is %s", (_, seen, call) => {
    expect(laneCall(seen, nowMs, constants)).toBe(call);
  });
});

describe("wakeCall", () => {
  // W1 of the delivery protocol.
  const asleep = { ...lane("open", 600), restedAtMs: nowMs - 600_000 };
  test.each([
    ["absent", undefined, "nothing"],
    ["closed", lane("closed"), "nothing"],
    ["closed right after a rest", { ...asleep, state: "closed" }, "nothing"],
    ["opening", lane("opening"), "ensure"],
    ["open without a heartbeat for 2,700 s", lane("open", 2700), "ensure"],
    ["open and asleep since its last wake", asleep, "supersede"],
    ["open and awake, for it has woken since it rested", { ...asleep, wokenAtMs: nowMs }, "call"],
    ["open, and has never rested", lane("open", 2699.999), "call"],
  ] as const)("of a lane that is %s", (_, seen, call) => {
    expect(wakeCall(seen, nowMs, constants)).toBe(call);
  });
});

describe("sleepsBeyond", () => {
  const asleep: Lane = { ...lane("open"), wokenAtMs: 1000, restedAtMs: 1000 };

  test.each([
    ["one that sleeps, and does not say for how long", asleep, true],
    ["one that sleeps for longer", { ...asleep, sleepsUntilMs: 5001 }, true],
    ["one that sleeps until then", { ...asleep, sleepsUntilMs: 5000 }, false],
    ["one that is awake", { ...asleep, restedAtMs: 999 }, false],
    ["one that never slept", { ...lane("open"), wokenAtMs: 1000 }, false],
  ])("%s", (_, one, sleeps) => {
    expect(sleepsBeyond(one, 5000)).toBe(sleeps);
  });
});

describe("nextGeneration", () => {
  test("counts on from the one that is there", () => {
    expect(nextGeneration(lane("closed"), nowMs)).toBe(2);
  });

  test("begins with the seconds of the clock, above all that a forgotten lane can have come to", () => {
    expect(nextGeneration(undefined, nowMs + 999)).toBe(1_700_000_000);
    const generationsOfADay = 86_400;
    expect(nextGeneration(undefined, nowMs + 86_400_000)).toBeGreaterThanOrEqual(
      nextGeneration(undefined, nowMs) + generationsOfADay,
    );
  });
});

describe("isFresh", () => {
  test("ends 2,700 s after the heartbeat", () => {
    expect(isFresh(lane("open", 2699.999), nowMs, constants)).toBe(true);
    expect(isFresh(lane("open", 2700), nowMs, constants)).toBe(false);
  });
});
