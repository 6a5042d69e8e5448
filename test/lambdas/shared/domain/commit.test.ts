import { describe, expect, test } from "vitest";

import {
  applyChange,
  changeOf,
  terminalExpirySeconds,
  TERMINAL_RETENTION_DAYS,
  type Commit,
} from "../../../../lambdas/shared/domain/commit.ts";
import {
  blankRecord,
  isTerminal,
  type Attempt,
  type DeliveryRecord,
} from "../../../../lambdas/shared/domain/delivery-record.ts";
import { commitArbitrary, recordArbitrary } from "../../../support/delivery-arbitrary.ts";
import { forAll } from "../../../support/for-all.ts";

const nowMs = 1_700_000_000_001;
/** 30 days after the second that follows `nowMs`. */
const expiresAtSeconds = 1_700_000_001 + 2_592_000;

const blank = blankRecord({
  application: "acme",
  environment: "production",
  eventId: "evt_0000000000000000000001",
  webhookId: "wh_0000000000000000000002",
  eventType: "CARD_STATUS_CHANGE",
  acceptedAtMs: 1_699_999_999_000,
});
const held: DeliveryRecord = {
  ...blank,
  dispatch: 4,
  attempts: 4,
  carrier: "me",
  nextAttemptAtMs: nowMs,
  lastOutcome: "503",
};
const firstAttempt: Attempt = {
  number: 1,
  startedAtMs: nowMs - 80,
  durationMs: 80,
  verdict: "succeeded",
  httpStatus: 200,
};

function after(record: DeliveryRecord, commit: Commit): DeliveryRecord {
  return applyChange(record, changeOf(commit, "me", nowMs));
}

/** What no commit changes. */
function fixedPart(record: DeliveryRecord): unknown {
  const { application, environment, eventId, webhookId } = record;
  const { eventType, acceptedAtMs, scheduleFrom, scheduledAtMs } = record;
  const tenant = { application, environment };
  return { ...tenant, eventId, webhookId, eventType, acceptedAtMs, scheduleFrom, scheduledAtMs };
}

describe("a commit", () => {
  // The table of D4, row by row.
  test("to delivered settles the record and nobody carries it any more", () => {
    expect(after(held, { kind: "delivered", lastOutcome: "204" })).toStrictEqual({
      ...blank,
      status: "delivered",
      dispatch: 5,
      carrier: "-",
      attempts: 5,
      lastOutcome: "204",
      settledAtMs: nowMs,
      expiresAtSeconds,
    });
  });

  test("to delivered at once is the first of its record, and keeps the attempt in it", () => {
    expect(after(blank, { kind: "delivered", lastOutcome: "200", firstAttempt })).toStrictEqual({
      ...blank,
      status: "delivered",
      dispatch: 1,
      attempts: 1,
      lastOutcome: "200",
      settledAtMs: nowMs,
      expiresAtSeconds,
      firstAttempt,
    });
  });

  test("to hold names this message as the carrier until the next attempt", () => {
    expect(
      after(blank, { kind: "hold", nextAttemptAtMs: nowMs + 1000, lastOutcome: "timeout" }),
    ).toStrictEqual({
      ...blank,
      status: "queued",
      dispatch: 1,
      carrier: "me",
      attempts: 1,
      nextAttemptAtMs: nowMs + 1000,
      lastOutcome: "timeout",
    });
  });

  test("to park leaves the record without a carrier until the next attempt", () => {
    expect(
      after(held, { kind: "park", nextAttemptAtMs: nowMs + 128_000, lastOutcome: "500" }),
    ).toStrictEqual({
      ...held,
      status: "parked",
      dispatch: 5,
      carrier: "-",
      attempts: 5,
      nextAttemptAtMs: nowMs + 128_000,
      lastOutcome: "500",
    });
  });

  test("to defer parks without an attempt: the outcome of the last one stays", () => {
    expect(after(held, { kind: "defer", nextAttemptAtMs: nowMs })).toStrictEqual({
      ...held,
      status: "parked",
      dispatch: 5,
      carrier: "-",
    });
  });

  test("to defer for a receiver that is down says when the schedule is over all the same", () => {
    const endsAtMs = nowMs + 60_000;
    const commit: Commit = { kind: "defer", nextAttemptAtMs: nowMs, endsAtMs };
    expect(after(held, commit)).toMatchObject({ status: "parked", attempts: 4, endsAtMs });
  });

  test("to hand over parks without an attempt, for the other pool's message to take", () => {
    expect(after(held, { kind: "hand_over", nextAttemptAtMs: nowMs })).toStrictEqual({
      ...held,
      status: "parked",
      dispatch: 5,
      carrier: "-",
    });
  });

  test("to hand over before any attempt has ended names the first message there", () => {
    const commit = { kind: "hand_over", nextAttemptAtMs: nowMs, carrier: "y" } as const;
    expect(after(blank, commit)).toStrictEqual({
      ...blank,
      dispatch: blank.dispatch + 1,
      carrier: "y",
      nextAttemptAtMs: nowMs,
    });
  });

  test("to drop after an attempt counts it, and this message has the notice to send", () => {
    expect(
      after(held, { kind: "drop", reason: "attempts_spent", attempted: true, lastOutcome: "500" }),
    ).toStrictEqual({
      ...blank,
      status: "dropped",
      dispatch: 5,
      carrier: "me",
      attempts: 5,
      lastOutcome: "500",
      dropReason: "attempts_spent",
      settledAtMs: nowMs,
      expiresAtSeconds,
    });
  });

  test("to drop without an attempt counts none", () => {
    expect(
      after(blank, { kind: "drop", reason: "webhook_deleted", attempted: false }),
    ).toStrictEqual({
      ...blank,
      status: "dropped",
      dispatch: 1,
      carrier: "me",
      dropReason: "webhook_deleted",
      settledAtMs: nowMs,
      expiresAtSeconds,
    });
  });

  test("to drop in the name of no message leaves nobody a notice to send", () => {
    const commit = { kind: "drop", reason: "cancelled", attempted: false } as const;
    expect(changeOf(commit, "-", nowMs)).toStrictEqual({
      set: {
        status: "dropped",
        carrier: "-",
        dropReason: "cancelled",
        settledAtMs: nowMs,
        expiresAtSeconds,
      },
      remove: ["nextAttemptAtMs"],
      attempts: 0,
    });
  });

  test("adds 1 to dispatch, whatever it is and whatever the record holds", () => {
    forAll(recordArbitrary, commitArbitrary, (record, commit) => {
      expect(after(record, commit).dispatch).toBe(record.dispatch + 1);
    });
  });

  test("adds 1 to attempts exactly when an attempt was made", () => {
    forAll(recordArbitrary, commitArbitrary, (record, commit) => {
      const isPutOff = commit.kind === "defer" || commit.kind === "hand_over";
      const isAttempt = commit.kind === "drop" ? commit.attempted : !isPutOff;
      expect(after(record, commit).attempts).toBe(record.attempts + (isAttempt ? 1 : 0));
    });
  });

  test("leaves a record that is either settled, expires and waits for nothing, or waits until a time", () => {
    forAll(commitArbitrary, (commit) => {
      const record = after(held, commit);
      const isSettled = commit.kind === "delivered" || commit.kind === "drop";
      expect(isTerminal(record)).toBe(isSettled);
      expect(record.nextAttemptAtMs === undefined).toBe(isSettled);
      expect(record.expiresAtSeconds).toBe(isSettled ? expiresAtSeconds : undefined);
      expect(record.settledAtMs).toBe(isSettled ? nowMs : undefined);
    });
  });

  test("never changes which delivery the record is of, nor its schedule", () => {
    forAll(recordArbitrary, commitArbitrary, (record, commit) => {
      expect(fixedPart(after(record, commit))).toEqual(fixedPart(record));
    });
  });
});

describe("terminalExpirySeconds", () => {
  test("is 30 days on, in whole seconds, longer than the 14 days of the queues", () => {
    expect(terminalExpirySeconds(nowMs)).toBe(expiresAtSeconds);
    expect(TERMINAL_RETENTION_DAYS).toBeGreaterThan(14);
  });
});

test("a delivery that bury puts off remembers how often, and waits for when it was due", () => {
  const commit = { kind: "defer", nextAttemptAtMs: nowMs, burials: 2 } as const;
  const record = applyChange(held, changeOf(commit, "other", nowMs));
  expect(record).toMatchObject({
    status: "parked",
    burials: 2,
    nextAttemptAtMs: nowMs,
    attempts: 4,
  });
});
