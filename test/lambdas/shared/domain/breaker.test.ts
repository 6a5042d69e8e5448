import fc from "fast-check";
import { expect, test } from "vitest";

import {
  afterFailure,
  afterSuccess,
  type Breaker,
  type EndedAttempt,
  holdsBack,
  restarted,
  runWith,
  type FailureRun,
} from "../../../../lambdas/shared/domain/breaker.ts";
import { FIRST_PACE } from "../../../../lambdas/shared/domain/recovery.ts";
import { schedulePartSeconds } from "../../../../lambdas/shared/domain/retry-policy.ts";
import { WEEK_OF_RETRIES } from "../../../../lambdas/shared/profiles/profile.ts";
import { forAll } from "../../../support/for-all.ts";

const NOW = Date.UTC(2026, 0, 31, 12);
const CONSTANTS = { breakerSeconds: 180, breakerFailures: 300 };
const WEEK_MS = schedulePartSeconds(WEEK_OF_RETRIES) * 1000;

const down: Breaker = {
  state: "down",
  sinceMs: NOW - 600_000,
  probedAtMs: NOW - 300_000,
  probedType: "A",
  probes: 0,
  scheduleMs: WEEK_MS,
  pace: 0,
  pacedAtMs: NOW - 400_000,
  releasedAtMs: 0,
  version: 2,
};
const recovering: Breaker = {
  ...down,
  state: "recovering",
  pace: 80,
  sinceMs: NOW - 60_000,
  pacedAtMs: NOW - 8000,
};

function endedAt(endedAtMs: number, eventType = "A"): EndedAttempt {
  return { startedAtMs: endedAtMs - 100, endedAtMs, eventType, scheduleMs: WEEK_MS };
}

/** A function that sees these attempts, so far apart, until the receiver is down. */
function watch(outcomes: Iterable<boolean>, everyMs: number, begin?: Breaker) {
  let breaker = begin;
  let run: FailureRun | undefined;
  let nowMs = NOW;
  let writes = 0;
  let seen = 0;
  for (const isSuccess of outcomes) {
    if (breaker?.state === "down") break;
    seen += 1;
    nowMs += everyMs;
    const ended = endedAt(nowMs);
    run = runWith(run, !isSuccess, ended);
    const next = isSuccess
      ? afterSuccess(breaker, ended)
      : afterFailure(breaker, run, ended, CONSTANTS);
    if (next !== breaker) {
      writes += 1;
      if (next?.version !== breaker?.version) run = restarted(run);
    }
    breaker = next;
  }
  return { breaker, writes, nowMs, seen };
}

const times = (count: number, isSuccess: boolean) => Array<boolean>(count).fill(isSuccess);

test("a receiver that always fails is suspected, and then down: two writes", () => {
  expect(watch(times(149, false), 1000)).toMatchObject({ breaker: undefined, writes: 0 });
  expect(watch(times(150, false), 1000).breaker).toMatchObject({ state: "suspected", version: 1 });
  expect(watch(times(300, false), 1000)).toMatchObject({
    breaker: {
      state: "down",
      version: 2,
      sinceMs: NOW + 900,
      probedType: "A",
      scheduleMs: WEEK_MS,
    },
    writes: 2,
  });
});

test("a thousand failures within seconds are a restart, not minutes", () => {
  expect(watch(times(1000, false), 20)).toMatchObject({ breaker: undefined, writes: 0 });
});

test("a success takes a suspicion back, for all functions", () => {
  const { breaker, nowMs } = watch(times(150, false), 1000);
  expect(afterSuccess(breaker, endedAt(nowMs))).toBeUndefined();
});

test("a receiver that answers one in twenty, or flaps every second for an hour, costs no write", () => {
  const oneInTwenty = Array.from({ length: 20_000 }, (_, index) => index % 20 === 0);
  expect(watch(oneInTwenty, 500)).toMatchObject({ breaker: undefined, writes: 0 });
  const flapping = Array.from({ length: 36_000 }, (_, index) => Math.floor(index / 10) % 2 === 0);
  expect(watch(flapping, 100)).toMatchObject({ breaker: undefined, writes: 0 });
});

test("no mix of outcomes finds a receiver down within minutes of a success", () => {
  forAll(
    fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 400 })), { maxLength: 6 }),
    fc.integer({ min: 1, max: 5000 }),
    (parts, everyMs) => {
      const outcomes = parts.flatMap(([isSuccess, count]) => times(count, isSuccess));
      const { breaker, nowMs, seen } = watch(outcomes, everyMs);
      if (breaker?.state !== "down") return;
      const failures = seen - 1 - outcomes.slice(0, seen).lastIndexOf(true);
      expect(failures).toBeGreaterThanOrEqual(CONSTANTS.breakerFailures);
      expect(nowMs - breaker.sinceMs).toBeGreaterThanOrEqual(CONSTANTS.breakerSeconds * 1000);
    },
  );
});

test("failed probes are noted once in five seconds, with what they were", () => {
  const run = { failures: 1, sinceMs: NOW, attempts: 1, failed: 1, lastTen: 1 };
  const note = (startedAtMs: number) =>
    afterFailure(down, run, { ...endedAt(NOW, "B"), startedAtMs }, CONSTANTS);
  expect(note(down.probedAtMs + 4999)).toBe(down);
  const startedAtMs = down.probedAtMs + 5000;
  const noted = { probedAtMs: startedAtMs, probedType: "B", probes: 1, version: 3 };
  expect(note(startedAtMs)).toEqual({ ...down, ...noted });
});

test("a success while it is down begins a recovery, slowly", () => {
  expect(afterSuccess(down, endedAt(NOW))).toEqual({
    ...down,
    state: "recovering",
    sinceMs: NOW,
    probedAtMs: 0,
    pace: FIRST_PACE,
    pacedAtMs: NOW,
    version: 3,
  });
  expect(afterSuccess(recovering, endedAt(NOW))).toBe(recovering);
  expect(afterSuccess(undefined, endedAt(NOW))).toBeUndefined();
});

test("a recovery that no lane has looked at for ten minutes is over", () => {
  const after = (pacedAgoMs: number, releasedAgoMs: number) =>
    afterSuccess(
      { ...recovering, pacedAtMs: NOW - pacedAgoMs, releasedAtMs: NOW - releasedAgoMs },
      endedAt(NOW),
    )?.state;
  expect(after(600_001, 600_001)).toBeUndefined();
  expect(after(600_000, 600_001)).toBe("recovering");
  expect(after(600_001, 600_000)).toBe("recovering");
});

test("a recovery ends, and the receiver is down again, when the last ten failed", () => {
  const after = (lastTen: number, breaker = recovering) =>
    afterFailure(
      breaker,
      { failures: 1, sinceMs: NOW, attempts: 20, failed: 10, lastTen },
      endedAt(NOW),
      CONSTANTS,
    );
  expect(after(0b1_1111)).toMatchObject({ state: "recovering", pace: 40, pacedAtMs: NOW });
  const again = { state: "down", sinceMs: NOW, pacedAtMs: NOW, probes: 0, version: 3 };
  expect(after(0b11_1111_1111)).toMatchObject(again);
  // What began before it answered says nothing.
  const since = { ...recovering, sinceMs: NOW - 99 };
  expect(after(0b11_1111_1111, since)).toBe(since);
});

test("a lane holds back what is due while its receiver is down, or has just come back", () => {
  const held = (["suspected", "down", "recovering"] as const).map((state) =>
    holdsBack({ ...down, state }),
  );
  expect([...held, holdsBack(undefined)]).toEqual([false, true, true, false]);
});
