import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  backoffSeconds,
  chooseWait,
  delaySecondsUntil,
  isOver,
  isWithinHorizon,
  LONGEST_WAIT_MS,
  visibilitySecondsUntil,
} from "../../../../lambdas/shared/domain/waiting.ts";
import { timeMsArbitrary } from "../../../support/delivery-arbitrary.ts";
import { forAll } from "../../../support/for-all.ts";

const constants = { holdMaxSeconds: 60, horizonSeconds: 900, renewFromReceive: 20 };

describe("chooseWait", () => {
  test.each([
    [0.75, 1, "hold"],
    [60, 1, "hold"],
    [60.001, 1, "park"],
    [900, 1, "park"],
    [14_400, 1, "park"],
    [60, 19, "hold"],
    [60, 20, "park"],
    [0.75, 21, "park"],
  ] as const)("of %d s at receive %i is to %s", (delaySeconds, receiveCount, wait) => {
    expect(chooseWait(delaySeconds, receiveCount, constants)).toBe(wait);
  });
});

test("an event is over 28 days after it was accepted", () => {
  const acceptedAtMs = 1_700_000_000_000;
  expect(isOver(acceptedAtMs, acceptedAtMs + 28 * 86_400_000)).toBe(false);
  expect(isOver(acceptedAtMs, acceptedAtMs + 28 * 86_400_000 + 1)).toBe(true);
});

describe("LONGEST_WAIT_MS", () => {
  test("is 28 days", () => {
    expect(LONGEST_WAIT_MS).toBe(2_419_200_000);
  });
});

describe("isWithinHorizon", () => {
  test.each([
    [-1, true],
    [900_000, true],
    [900_001, false],
  ])("of a delivery due in %d ms is %s", (restMs, isWithin) => {
    expect(isWithinHorizon(5_000_000 + restMs, 5_000_000, constants)).toBe(isWithin);
  });
});

describe.each([
  ["delaySecondsUntil", delaySecondsUntil, 900],
  ["visibilitySecondsUntil", visibilitySecondsUntil, 43_200],
] as const)("%s", (_, secondsUntil, longest) => {
  test.each([
    [-10_000, 0],
    [0, 0],
    [1, 1],
    [1000, 1],
    [1001, 2],
    [longest * 1000, longest],
    [longest * 1000 + 1, longest],
  ])("of a time in %d ms is %d s", (restMs, seconds) => {
    expect(secondsUntil(7_000_000 + restMs, 7_000_000)).toBe(seconds);
  });

  test("is a whole number within SQS's limits, never early and less than a second late", () => {
    forAll(timeMsArbitrary, fc.integer({ min: -1e6, max: 1e8 }), (nowMs, restMs) => {
      const seconds = secondsUntil(nowMs + restMs, nowMs);
      expect(Number.isInteger(seconds) && seconds >= 0 && seconds <= longest).toBe(true);
      expect(seconds * 1000).toBeGreaterThanOrEqual(Math.min(restMs, longest * 1000));
      expect(seconds * 1000).toBeLessThan(Math.max(restMs, 0) + 1000);
    });
  });
});

test("after a fault a message waits 5 s at first, up to 15 min later, the later half at random", () => {
  const waits = [1, 2, 4, 9, 1000].map((count) => [
    backoffSeconds(count, 0),
    backoffSeconds(count, 0.999),
  ]);
  expect(waits).toEqual([
    [5, 5],
    [5, 10],
    [20, 40],
    [450, 900],
    [450, 900],
  ]);
});
