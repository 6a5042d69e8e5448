import { expect, test } from "vitest";

import type { Breaker } from "../../../../lambdas/shared/domain/breaker.ts";
import type { ReleasedAs } from "../../../../lambdas/shared/domain/delivery-message.ts";
import {
  blankRecord,
  type DeliveryRecord,
} from "../../../../lambdas/shared/domain/delivery-record.ts";
import { schedulePartSeconds } from "../../../../lambdas/shared/domain/retry-policy.ts";
import {
  endedUntilMs,
  isNewestNext,
  isProbedOften,
  unsentCommit,
} from "../../../../lambdas/shared/domain/unsent.ts";
import { WEEK_OF_RETRIES } from "../../../../lambdas/shared/profiles/profile.ts";

const NOW = Date.UTC(2026, 0, 31, 12);
const WEEK_MS = schedulePartSeconds(WEEK_OF_RETRIES) * 1000;

const down: Breaker = {
  state: "down",
  sinceMs: NOW - 600_000,
  probedAtMs: NOW - 300_000,
  probedType: "A",
  probes: 0,
  scheduleMs: WEEK_MS,
  pace: 0,
  releasedAtMs: 0,
  pacedAtMs: NOW - 400_000,
  version: 2,
};

test("every third probe is the newest", () => {
  const of = (probes: number) => isNewestNext({ ...down, probes });
  expect([0, 1, 2, 3, 4, 5].map(of)).toEqual([false, false, true, false, false, true]);
});

test("the lane of a receiver that just went down looks often", () => {
  expect(isProbedOften({ ...down, pacedAtMs: NOW - 59_999 }, NOW)).toBe(true);
  expect(isProbedOften({ ...down, pacedAtMs: NOW - 60_000 }, NOW)).toBe(false);
});

const record: DeliveryRecord = blankRecord({
  application: "acme",
  environment: "production",
  eventId: "evt_a",
  webhookId: "wh_a",
  eventType: "A",
  acceptedAtMs: NOW - 2000,
});

function unsent(
  change: Partial<DeliveryRecord> = {},
  breaker: Breaker | undefined = down,
  as: ReleasedAs = "usual",
) {
  return unsentCommit(breaker, { ...record, ...change }, WEEK_OF_RETRIES, as, NOW);
}

test("a first attempt waits unsent, until its whole schedule would be over", () => {
  expect(unsent()).toEqual({ kind: "defer", nextAttemptAtMs: NOW, endsAtMs: NOW + WEEK_MS });
});

test("a retry waits unsent for the rest of its schedule; when it was due stays", () => {
  const nextAttemptAtMs = NOW - 5000;
  const left = schedulePartSeconds(WEEK_OF_RETRIES, 54) * 1000;
  expect(left).toBe(14_400_000);
  expect(unsent({ attempts: 53, nextAttemptAtMs })).toEqual({
    kind: "defer",
    nextAttemptAtMs,
    endsAtMs: NOW + left,
  });
  // Sent again, the schedule counts again.
  const again = { attempts: 60, scheduleFrom: 7, scheduledAtMs: NOW - 900 };
  expect(unsent(again)).toMatchObject({ endsAtMs: NOW + left });
});

test("what its lane held back beyond a whole schedule is not released again before its end", () => {
  const held = { attempts: 53, nextAttemptAtMs: NOW - WEEK_MS - 5000 };
  const left = 14_400_000;
  expect(unsent(held)).toEqual({
    kind: "defer",
    nextAttemptAtMs: NOW + left - WEEK_MS,
    endsAtMs: NOW + left,
  });
  // By a breaker of another schedule: due, and not later.
  expect(unsent(held, { ...down, scheduleMs: 1000 })).toMatchObject({ nextAttemptAtMs: NOW });
});

test("the end is set once", () => {
  expect(unsent({ endsAtMs: NOW + 1 })).toMatchObject({ kind: "defer", endsAtMs: NOW + 1 });
});

test("what has ended is dropped, when a probe failed that began after it was accepted; else it is the probe", () => {
  const dropped = { kind: "drop", reason: "receiver_down", attempted: false };
  const at = (probedAtMs: number, change = {}) =>
    unsent({ endsAtMs: NOW, ...change }, { ...down, probedAtMs });
  expect(at(NOW + 1)).toEqual(dropped);
  // Within the skew of two clocks.
  expect(at(NOW)).toBeUndefined();
  expect(at(record.acceptedAtMs)).toBeUndefined();
});

test("probes and resends are attempted, and whatever a receiver that is not down gets", () => {
  expect(unsent({}, down, "probe")).toBeUndefined();
  expect(unsent({}, down, "paced")).toMatchObject({ kind: "defer" });
  expect(unsent({ scheduledAtMs: NOW })).toBeUndefined();
  expect(unsent({ scheduledAtMs: NOW, attempts: 1 })).toMatchObject({ kind: "defer" });
  for (const state of ["suspected", "recovering"] as const) {
    expect(unsent({}, { ...down, state })).toBeUndefined();
  }
  expect(unsentCommit(undefined, record, WEEK_OF_RETRIES, "usual", NOW)).toBeUndefined();
});

test("what a lane looks for has ended by any clock", () => {
  expect(endedUntilMs(down, NOW)).toBe(NOW - WEEK_MS - 2000);
});
