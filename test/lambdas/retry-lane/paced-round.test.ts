import { expect, test } from "vitest";

import { pacedRound } from "../../../lambdas/retry-lane/paced-round.ts";
import type { Parked } from "../../../lambdas/shared/waiting/release.ts";

const NOW_MS = 1_700_000_000_000;
const TIMES = { nowMs: NOW_MS, freeFromMs: NOW_MS, seconds: 10 };

function due(...inMs: number[]): Parked[] {
  return inMs.map((ms, index) => ({
    application: "acme",
    environment: "production",
    webhookId: "wh_1",
    eventId: `evt_${index}`,
    dispatch: 1,
    nextAttemptAtMs: NOW_MS + ms,
  }));
}

/** When each is released, from now on. */
function releasedMs(parked: readonly Parked[], perSecond: number, times = TIMES) {
  return pacedRound(parked, perSecond, times)?.released.map(
    ({ nextAttemptAtMs }) => nextAttemptAtMs - NOW_MS,
  );
}

test("what is due comes one slot after the other, and never before it is due", () => {
  expect(releasedMs(due(-5000, -4000, -3000, 3000), 2)).toEqual([0, 500, 1000, 3000]);
});

test("nothing comes before the limiter has a slot", () => {
  expect(releasedMs(due(0, 0), 2, { ...TIMES, freeFromMs: NOW_MS + 7000 })).toEqual([7000, 7500]);
});

test("a round releases as many as it has slots, and tells that some are left", () => {
  const round = pacedRound(due(...Array.from({ length: 60 }, () => -1)), 5, TIMES);
  expect(round).toMatchObject({ isWhole: false, sleepSeconds: 10 });
  expect(round?.released).toHaveLength(51);
});

test("where all have a slot, the next page follows behind them", () => {
  const round = pacedRound(due(0, 0, 0), 2, TIMES);
  expect(round).toMatchObject({ isWhole: true, pacedUntilMs: NOW_MS + 1500 });
});

test("where the limiter has none in this round, nothing is released", () => {
  const freeFromMs = NOW_MS + 60_000;
  const round = pacedRound(due(0), 5, { ...TIMES, freeFromMs });
  expect(round).toMatchObject({ released: [], isWhole: false, sleepSeconds: 10 });
});

test("where nothing is due in this round, the limit has no say", () => {
  expect(pacedRound(due(10_001, 800_000), 5, TIMES)).toBeUndefined();
  expect(pacedRound([], 5, TIMES)).toBeUndefined();
});

test("what is due later is left for another round", () => {
  expect(releasedMs(due(0, 10_000, 10_001), 5)).toEqual([0, 10_000]);
});
