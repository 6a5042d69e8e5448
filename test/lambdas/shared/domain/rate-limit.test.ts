import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  freeFromMs,
  isMet,
  LEAST_PER_SECOND,
  type Limiter,
  limiterShards,
  MOST_PER_SECOND,
  pacedMs,
  roundSeconds,
  taken,
  takeSlots,
  validMs,
} from "../../../../lambdas/shared/domain/rate-limit.ts";
import { forAll, forAllIn } from "../../../support/for-all.ts";

const NOW_MS = 1_700_000_000_000;
const WINDOW_SECONDS = 10;

const rates = fc.oneof(
  fc.double({ min: LEAST_PER_SECOND, max: MOST_PER_SECOND, noNaN: true }),
  fc.constantFrom(LEAST_PER_SECOND, 0.5, 1, 3, 10, 250, 251, MOST_PER_SECOND),
);

/** Takes as a function does that sees the limiter as it is; `count` is what it got. */
function take(limiter: Limiter | undefined, wanted: number, perSecond: number, nowMs: number) {
  const write = takeSlots(limiter, wanted, perSecond, nowMs);
  if (write === undefined) return { count: 0, limiter };
  expect(isMet(write, limiter)).toBe(true);
  return { count: write.count, limiter: taken(write, limiter) };
}

/** The most that was taken within any ten seconds. */
function mostInAWindow(takes: readonly (readonly [atMs: number, count: number])[]): number {
  const sums = takes.map(([fromMs]) =>
    takes
      .filter(([atMs]) => atMs >= fromMs && atMs <= fromMs + WINDOW_SECONDS * 1000)
      .reduce((sum, [, count]) => sum + count, 0),
  );
  return Math.max(0, ...sums);
}

describe("slots", () => {
  test("are no more than the rate allows, whoever takes them and whenever, with clocks a second apart", () => {
    const asks = fc.array(
      fc.record({
        afterMs: fc.oneof(fc.nat(300), fc.nat(20_000)),
        aheadMs: fc.nat(1000),
        wanted: fc.integer({ min: 1, max: 50 }),
      }),
      { maxLength: 60 },
    );
    forAll(rates, asks, (perSecond, asked) => {
      let limiter: Limiter | undefined;
      let nowMs = NOW_MS;
      const takes = asked.map(({ afterMs, aheadMs, wanted }) => {
        nowMs += afterMs;
        const outcome = take(limiter, wanted, perSecond, nowMs + aheadMs);
        limiter = outcome.limiter;
        return [nowMs, outcome.count] as const;
      });
      const ofOneItem = perSecond / limiterShards(perSecond);
      // A second early, and a second between the clocks.
      expect(mostInAWindow(takes)).toBeLessThanOrEqual(ofOneItem * (WINDOW_SECONDS + 2) + 1);
    });
  });

  test("are all there for whoever asks often enough", () => {
    forAllIn(30, rates, fc.integer({ min: 50, max: 900 }), (perSecond, everyMs) => {
      let limiter: Limiter | undefined;
      let count = 0;
      const seconds = Math.max(20, 5 / perSecond);
      const rounds = Math.ceil((seconds * 1000) / everyMs);
      for (let round = 0; round < rounds; round += 1) {
        const outcome = take(limiter, 1000, perSecond, NOW_MS + round * everyMs);
        limiter = outcome.limiter;
        count += outcome.count;
      }
      expect(count).toBeGreaterThanOrEqual(
        Math.floor((perSecond / limiterShards(perSecond)) * ((rounds - 1) * everyMs) * 0.00099),
      );
    });
  });

  test.each([
    [0.01, 1],
    [1, 2],
    [10, 11],
    [250, 251],
    [251, 63],
    [1000, 251],
  ])("of a limit of %d a second: %d at once after a rest", (perSecond, most) => {
    expect(take(undefined, 5000, perSecond, NOW_MS).count).toBe(most);
  });

  test.each([
    [1000, 1000],
    [0.1, 1000],
    [0.05, 2000],
    [0.01, 10_000],
  ])("of a limit of %d a second are good for %d ms", (perSecond, ms) => {
    expect(validMs(perSecond)).toBe(ms);
  });

  test("are spread over four items above 250 a second", () => {
    expect([0.01, 250, 250.5, 1000].map(limiterShards)).toEqual([1, 1, 4, 4]);
  });

  test("are refused while a receiver asked to be left alone, and given from then on", () => {
    const paused = { nextUs: 0, pausedUntilMs: NOW_MS + 5000 };
    expect(takeSlots(paused, 1, 10, NOW_MS + 4999)).toBeUndefined();
    expect(take(paused, 1, 10, NOW_MS + 5000)).toEqual({
      count: 1,
      limiter: { nextUs: (NOW_MS + 5100) * 1000, pausedUntilMs: NOW_MS + 5000 },
    });
    // Who has not heard of it asks for one, and is refused.
    const write = takeSlots(undefined, 1, 10, NOW_MS);
    expect(write && isMet(write, paused)).toBe(false);
  });

  test("begin at the clock once the limit is raised, however far ahead the last slot was", () => {
    const { limiter } = take(undefined, 1, LEAST_PER_SECOND, NOW_MS);
    expect(limiter?.nextUs).toBe((NOW_MS + 100_000) * 1000);
    expect(take(limiter, 1, LEAST_PER_SECOND, NOW_MS + 1000).count).toBe(0);
    expect(take(limiter, 5, 10, NOW_MS + 1000)).toEqual({
      count: 5,
      limiter: { nextUs: (NOW_MS + 1500) * 1000, pausedUntilMs: 0 },
    });
  });
});

describe("the write of whoever is wrong about the limiter is refused", () => {
  const busy: Limiter = { nextUs: (NOW_MS + 300) * 1000, pausedUntilMs: 0 };

  test.each([
    ["took it for one at rest", undefined, busy],
    ["took it for busy", busy, undefined],
    ["took it for busy, which it is no more", busy, { ...busy, nextUs: NOW_MS * 1000 - 1 }],
    ["did not see the last slots", busy, { ...busy, nextUs: (NOW_MS + 1001) * 1000 }],
  ])("%s", (_, seen, is) => {
    const write = takeSlots(seen, 1, 10, NOW_MS);
    expect(write && isMet(write, is)).toBe(false);
  });

  test("but not of whoever only asks for fewer than there are", () => {
    const write = takeSlots(busy, 2, 10, NOW_MS);
    expect(write && isMet(write, { ...busy, nextUs: (NOW_MS + 900) * 1000 })).toBe(true);
    expect(write && isMet(write, { ...busy, nextUs: (NOW_MS + 901) * 1000 })).toBe(false);
  });
});

describe("a limiter is free", () => {
  test.each([
    ["now, if nobody used it", undefined, 0],
    ["now, if its slots are past", { nextUs: (NOW_MS - 1) * 1000, pausedUntilMs: 0 }, 0],
    ["a second before its next slot", { nextUs: (NOW_MS + 1700) * 1000, pausedUntilMs: 0 }, 700],
    ["once it is paused no longer", { nextUs: 0, pausedUntilMs: NOW_MS + 60_000 }, 60_000],
    ["now, if a lower limit is why", { nextUs: (NOW_MS + 99_000) * 1000, pausedUntilMs: 0 }, 0],
  ])("%s", (_, limiter, inMs) => {
    expect(freeFromMs(limiter, 10, NOW_MS) - NOW_MS).toBe(inMs);
  });

  test("when it gives a slot, and not before", () => {
    const next = fc.integer({ min: -5000, max: 9000 });
    forAll(rates, next, fc.integer({ min: -10, max: 5000 }), (perSecond, ms, paused) => {
      const limiter = { nextUs: (NOW_MS + ms) * 1000, pausedUntilMs: NOW_MS + paused };
      const freeMs = freeFromMs(limiter, perSecond, NOW_MS);
      expect(takeSlots(limiter, 1, perSecond, freeMs)).toBeDefined();
      if (freeMs > NOW_MS) expect(takeSlots(limiter, 1, perSecond, freeMs - 1)).toBeUndefined();
    });
  });
});

describe("the pace of a lane", () => {
  test.each([
    [1000, 10],
    [1, 10],
    [0.5, 20],
    [0.03, 334],
    [0.01, 900],
  ])("of %d a second has rounds of %d seconds", (perSecond, seconds) => {
    expect(roundSeconds({ perSecond }, 900)).toBe(seconds);
  });

  test("without a rate has rounds of ten seconds", () => {
    expect(roundSeconds({ inFlight: 1 }, 900)).toBe(10);
  });

  test("has no longer rounds than the lane looks ahead", () => {
    expect(roundSeconds({ perSecond: 10 }, 4)).toBe(4);
  });

  test("is one slot after the other, as many as fit", () => {
    const times = { fromMs: NOW_MS, untilMs: NOW_MS + 1000 };
    expect(pacedMs(2, 4, times).map((ms) => ms - NOW_MS)).toEqual([0, 250]);
    expect(pacedMs(9, 4, times).map((ms) => ms - NOW_MS)).toEqual([0, 250, 500, 750, 1000]);
    expect(pacedMs(9, 4, { ...times, fromMs: NOW_MS + 1001 })).toEqual([]);
  });

  test("finds its slots: what comes at its time is refused only for others", () => {
    forAllIn(50, rates, fc.integer({ min: 1, max: 300 }), (perSecond, count) => {
      const ofOneItem = perSecond / limiterShards(perSecond);
      let limiter: Limiter | undefined;
      // SQS delays by whole seconds, and comes a little later.
      const times = pacedMs(count, ofOneItem, { fromMs: NOW_MS, untilMs: NOW_MS + 10_000 });
      for (const ms of times) {
        const comesMs = NOW_MS + Math.ceil((ms - NOW_MS) / 1000) * 1000;
        const outcome = take(limiter, 1, perSecond, comesMs);
        expect(outcome.count).toBe(1);
        limiter = outcome.limiter;
      }
    });
  });
});
