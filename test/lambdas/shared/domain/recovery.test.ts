import { describe, expect, test } from "vitest";

import type { Breaker } from "../../../../lambdas/shared/domain/breaker.ts";
import {
  afterLook,
  backlogShare,
  FIRST_PACE,
  isLookDue,
  isLookGood,
  LAST_PACE,
  limitOfNew,
  LOOK_SECONDS,
  paceAfterFailure,
} from "../../../../lambdas/shared/domain/recovery.ts";

const NOW = Date.UTC(2026, 0, 31, 12);

const recovering: Breaker = {
  state: "recovering",
  sinceMs: NOW - 60_000,
  probedAtMs: 0,
  probedType: "A",
  probes: 0,
  scheduleMs: 1_000_000,
  pace: 80,
  pacedAtMs: NOW - 8000,
  releasedAtMs: NOW - 10_000,
  version: 2,
};

describe("with each look", () => {
  test("the pace doubles, until it is full", () => {
    expect(afterLook(recovering, "due", NOW)).toEqual({
      ...recovering,
      pace: 160,
      pacedAtMs: NOW,
      releasedAtMs: NOW,
      version: 3,
    });
    const almost = { ...recovering, pace: LAST_PACE / 2 - 1 };
    expect(afterLook(almost, "due", NOW)).toMatchObject({ pace: LAST_PACE - 2 });
    expect(afterLook({ ...recovering, pace: LAST_PACE / 2 }, "due", NOW)).toBeUndefined();
  });

  test("a pace that was changed, or kept by a failure, in the last five seconds stays", () => {
    const kept = { ...recovering, pacedAtMs: NOW - 4999 };
    expect(afterLook(kept, "due", NOW)).toEqual({ ...kept, releasedAtMs: NOW, version: 3 });
  });

  test("the recovery is over when nothing waits, and goes on while something will be due", () => {
    expect(afterLook(recovering, "nothing", NOW)).toBeUndefined();
    expect(afterLook(recovering, "later", NOW)).toMatchObject({ pace: 160 });
  });

  test("it comes to its webhook's limit, and stays there as long as something is due", () => {
    const atMost = (mostPace: number, waiting: "due" | "later" = "due") =>
      afterLook(recovering, waiting, NOW, mostPace)?.pace;
    expect([atMost(161), atMost(160), atMost(100.9), atMost(8)]).toEqual([160, 160, 100, 8]);
    const there = { ...recovering, pace: 100 };
    const stays = { ...there, releasedAtMs: NOW, version: 3 };
    expect(afterLook(there, "due", NOW, 100)).toEqual(stays);
    expect([atMost(161, "later"), atMost(160, "later")]).toEqual([160, undefined]);
  });

  test("a limit so low that it has no halves is left to itself", () => {
    expect(afterLook(recovering, "due", NOW, 2)).toMatchObject({ pace: 2 });
    expect(afterLook(recovering, "due", NOW, 1.9)).toBeUndefined();
  });
});

test("a lane releases once in the time of a look, a second early at most, and that once", () => {
  expect(isLookDue({ ...recovering, releasedAtMs: 0 }, NOW)).toBe(true);
  const early = { ...recovering, releasedAtMs: NOW - 9000 };
  expect(isLookDue(early, NOW)).toBe(true);
  expect(isLookDue(early, NOW - 1)).toBe(false);
  expect(afterLook(early, "due", NOW)).toMatchObject({ releasedAtMs: NOW + 1000 });
});

test("a look whose note took more than a second is lost", () => {
  expect(isLookGood(NOW - 1000, NOW)).toBe(true);
  expect(isLookGood(NOW - 1001, NOW)).toBe(false);
});

describe("after a failure", () => {
  const after = (attempts: number, failed: number, breaker = recovering) =>
    paceAfterFailure(breaker, { attempts, failed, lastTen: 1 }, NOW);

  test("below a tenth of the attempts nothing changes", () => {
    expect(after(11, 1)).toBe(recovering);
    expect(after(1000, 99)).toBe(recovering);
  });

  test("below half of them the pace stays, else it is halved, and never less than two", () => {
    const kept = { ...recovering, pacedAtMs: NOW, version: 3 };
    expect([after(10, 1), after(1000, 100), after(100, 49)]).toEqual([kept, kept, kept]);
    expect(after(100, 50)).toEqual({ ...kept, pace: 40 });
    expect(after(100, 50, { ...recovering, pace: 5 })).toMatchObject({ pace: 2 });
    expect(after(100, 50, { ...recovering, pace: 2 })).toMatchObject({ pace: 2 });
  });

  test("of few attempts those that were not made did not fail", () => {
    expect(after(1, 1)).toMatchObject({ pace: 80 });
    expect(after(4, 4)).toMatchObject({ pace: 80 });
    expect(after(5, 5)).toMatchObject({ pace: 40 });
  });

  test("the receiver is down again when the last ten failed", () => {
    const seen = { attempts: 100, failed: 10, lastTen: 0b11_1111_1111 };
    expect(paceAfterFailure(recovering, seen, NOW)).toBeUndefined();
    const young = { ...recovering, pacedAtMs: NOW - 4999 };
    expect(paceAfterFailure(young, seen, NOW)).toBe(young);
  });
});

test.each([FIRST_PACE, 3, 5, 160, 40_960])(
  "what waits and what is new have no more than the pace together: %s",
  (pace) => {
    const breaker = { ...recovering, pace };
    const { newPerSecond = Infinity } = limitOfNew(breaker, undefined) ?? {};
    const share = backlogShare(breaker);
    expect(share).toBeLessThanOrEqual(pace / 2);
    expect(share + newPerSecond * LOOK_SECONDS).toBeLessThanOrEqual(pace);
  },
);

test("what is new has half of its webhook's limit, where that is less; and no other where nothing recovers", () => {
  const limit = { perSecond: 3, inFlight: 2 };
  expect(limitOfNew(recovering, limit)).toEqual({ ...limit, newPerSecond: 1.5 });
  expect(limitOfNew(recovering, { inFlight: 2 })).toEqual({ inFlight: 2, newPerSecond: 4 });
  expect(limitOfNew({ ...recovering, state: "down" }, limit)).toBe(limit);
  expect(limitOfNew(undefined, undefined)).toBeUndefined();
});
