import { describe, expect, test } from "vitest";

import { PROFILES } from "../../../lambdas/shared/profiles/profiles.ts";
import {
  answered,
  blank,
  delivered,
  event,
  failed,
  key,
  ME,
  mine,
  NOW_MS,
  refused,
  retriedAfter,
  webhook,
  makeDeliverTestBed,
} from "../../support/deliver-test-bed.ts";

const EXPIRES_AT_SECONDS = NOW_MS / 1000 + 30 * 86_400;

/** The calls of a retry, up to its commit. */
const RETRY_CALLS = [
  "D1 read the record",
  "find the webhook",
  "POST",
  "put the attempt",
  "D4 commit",
];

describe("an attempt that succeeds", () => {
  test("at once costs one read and one write: the record keeps the attempt, which gets no item of its own", async () => {
    const bed = await delivered("ack", { result: answered(204) });
    expect(bed.calls).toEqual(["D1 read the record", "find the webhook", "POST", "D4 commit"]);
    expect(bed.attempts()).toEqual([]);
    expect(bed.record()).toEqual({
      ...blank,
      status: "delivered",
      dispatch: 1,
      attempts: 1,
      lastOutcome: "204",
      settledAtMs: NOW_MS,
      expiresAtSeconds: EXPIRES_AT_SECONDS,
      firstAttempt: {
        number: 1,
        startedAtMs: NOW_MS - 80,
        durationMs: 80,
        verdict: "succeeded",
        httpStatus: 204,
        answer: "said",
      },
    });
  });

  test("later puts the attempt before the commit, and removes the carrier", async () => {
    const bed = await delivered("ack", { record: mine });
    expect(bed.calls).toEqual(RETRY_CALLS);
    expect(bed.attempts()).toMatchObject([{ number: 4, verdict: "succeeded", httpStatus: 200 }]);
    expect(bed.record()).toMatchObject({ status: "delivered", carrier: "-", attempts: 4 });
    expect(bed.record()).not.toHaveProperty("nextAttemptAtMs");
    expect(bed.record()).not.toHaveProperty("firstAttempt");
  });
});

describe("an attempt that fails", () => {
  test.each([1, 59, 60])(
    "is held for a retry in %i s: commit, then change the visibility, and no ack",
    async (seconds) => {
      const bed = await delivered("failed", {
        result: answered(503),
        webhook: retriedAfter(seconds),
      });
      expect(bed.calls).toEqual([...RETRY_CALLS, "ChangeMessageVisibility"]);
      expect(bed.visibility).toEqual([["handle", seconds]]);
      expect(bed.record()).toEqual({
        ...blank,
        status: "queued",
        dispatch: 1,
        carrier: ME,
        attempts: 1,
        nextAttemptAtMs: NOW_MS + seconds * 1000,
        lastOutcome: "503",
      });
      expect(bed.attempts()).toMatchObject([{ number: 1, verdict: "retry", httpStatus: 503 }]);
    },
  );

  test.each([61, 900])("is parked, released and acked for a retry in %i s", async (seconds) => {
    const bed = await delivered("ack", {
      record: mine,
      result: failed("timeout"),
      webhook: retriedAfter(seconds),
    });
    expect(bed.calls).toEqual([...RETRY_CALLS, "R release"]);
    const nextAttemptAtMs = NOW_MS + seconds * 1000;
    expect(bed.record()).toEqual({
      ...mine,
      status: "parked",
      dispatch: 4,
      carrier: "-",
      attempts: 4,
      nextAttemptAtMs,
      lastOutcome: "timeout",
    });
    const { application, environment } = mine;
    expect(bed.released).toMatchObject([
      { ...key, application, environment, dispatch: 4, nextAttemptAtMs },
    ]);
  });

  test.each([901, 14_400])(
    "is parked for its lane for a retry in %i s, then acked: no message is sent",
    async (seconds) => {
      const bed = await delivered("ack", {
        record: mine,
        result: answered(500),
        webhook: retriedAfter(seconds),
      });
      expect(bed.calls).toEqual([...RETRY_CALLS, "E ensure the lane"]);
      expect(bed.record()).toMatchObject({
        status: "parked",
        carrier: "-",
        nextAttemptAtMs: NOW_MS + seconds * 1000,
      });
    },
  );

  test.each([
    [19, "failed", "ChangeMessageVisibility", "queued"],
    [20, "ack", "R release", "parked"],
    [21, "ack", "R release", "parked"],
  ] as const)(
    "is answered at receive %i of its message with %s: %s",
    async (receiveCount, answer, call, status) => {
      const bed = makeDeliverTestBed({ ...refused, webhook: retriedAfter(5) });
      await expect(bed.deliver({ event }, { receiveCount })).resolves.toBe(answer);
      expect(bed.calls).toEqual([...RETRY_CALLS, call]);
      expect(bed.record()?.status).toBe(status);
    },
  );

  test("is dropped when the schedule is spent: commit, then tell, then ack", async () => {
    const bed = await delivered("ack", {
      record: mine,
      result: failed("dns"),
      webhook: retriedAfter(5, 4),
    });
    expect(bed.calls).toEqual([...RETRY_CALLS, "tell of the drop"]);
    const { nextAttemptAtMs, ...rest } = mine;
    expect(nextAttemptAtMs).toBe(NOW_MS);
    expect(bed.record()).toEqual({
      ...rest,
      status: "dropped",
      dispatch: 4,
      carrier: ME,
      attempts: 4,
      dropReason: "attempts_spent",
      lastOutcome: "dns",
      settledAtMs: NOW_MS,
      expiresAtSeconds: EXPIRES_AT_SECONDS,
    });
    expect(bed.told).toEqual([bed.record()]);
    expect(bed.attempts()).toMatchObject([{ number: 4, failure: "dns" }]);
  });

  test("with 410 drops the delivery as gone at once", async () => {
    const bed = await delivered("ack", { result: answered(410) });
    expect(bed.calls).toEqual([...RETRY_CALLS, "tell of the drop"]);
    expect(bed.told).toMatchObject([{ dropReason: "gone", lastOutcome: "410", attempts: 1 }]);
    expect(bed.attempts()).toMatchObject([{ number: 1, verdict: "rejected", httpStatus: 410 }]);
  });

  test("with a status that its webhook stops on drops the delivery at once, and names it", async () => {
    const profile = { ...PROFILES.pawapass, retry: { ...PROFILES.pawapass.retry, stopOn: [422] } };
    const bed = await delivered("ack", { result: answered(422), webhook: { ...webhook, profile } });
    expect(bed.calls).toEqual([...RETRY_CALLS, "tell of the drop"]);
    expect(bed.told).toMatchObject([{ dropReason: "rejected", lastOutcome: "422", attempts: 1 }]);
    expect(bed.attempts()).toMatchObject([{ number: 1, verdict: "rejected", httpStatus: 422 }]);
  });

  test("with 410 is retried on schedule where the profile's document says so", async () => {
    const bed = await delivered("failed", {
      result: answered(410),
      webhook: { ...webhook, profile: PROFILES.transactionlink },
    });
    expect(bed.visibility).toEqual([["handle", 5]]);
  });

  test("with 503 waits at least as long as the receiver asks for", async () => {
    const bed = await delivered("ack", { result: answered(503, "120") });
    expect(bed.released).toMatchObject([{ nextAttemptAtMs: NOW_MS + 120_000, dispatch: 1 }]);
  });

  test("with 429 waits so long, too, where its own schedule is over sooner", async () => {
    const bed = await delivered("failed", {
      result: answered(429, "10"),
      webhook: retriedAfter(1, 3),
    });
    expect(bed.record()).toMatchObject({ nextAttemptAtMs: NOW_MS + 10_000, attempts: 1 });
  });

  test("begins the schedule again after a resend, and goes on counting its attempts", async () => {
    const record = { ...mine, attempts: 57, scheduleFrom: 55, dispatch: 60 };
    const bed = await delivered("failed", { record, result: answered(500) });
    // The third attempt of the schedule: 1 s, 2 s, 4 s.
    expect(bed.visibility).toEqual([["handle", 4]]);
    expect(bed.record()).toMatchObject({ attempts: 58, scheduleFrom: 55, dispatch: 61 });
  });

  test("counts also when the request could not be made, and nothing is sent", async () => {
    const bed = await delivered("failed", {
      webhook: { ...retriedAfter(5), ok: false, message: "cannot be opened" },
    });
    expect(bed.requests).toEqual([]);
    expect(bed.attempts()).toEqual([
      {
        number: 1,
        startedAtMs: NOW_MS,
        durationMs: 0,
        verdict: "retry",
        failure: "bad_configuration",
        message: "cannot be opened",
      },
    ]);
  });
});

describe("the times of a retry", () => {
  test("count from the end of the attempt, and the message comes back not before", async () => {
    const bed = await delivered("failed", {
      result: answered(503),
      webhook: retriedAfter(5),
      meanwhile: { POST: (_, clock) => (clock.nowMs = NOW_MS + 9_900) },
    });
    expect(bed.record()?.nextAttemptAtMs).toBe(NOW_MS + 14_900);
  });

  test("shrink by what the commit took: what is left decides between message and lane", async () => {
    const bed = await delivered("ack", {
      result: answered(503),
      webhook: retriedAfter(901),
      meanwhile: { "D4 commit": (_, clock) => (clock.nowMs = NOW_MS + 1_000) },
    });
    expect(bed.calls.at(-1)).toBe("R release");
  });

  test("shrink by what the commit of a hold took", async () => {
    const bed = await delivered("failed", {
      result: answered(503),
      webhook: retriedAfter(30),
      meanwhile: { "D4 commit": (_, clock) => (clock.nowMs = NOW_MS + 2_500) },
    });
    expect(bed.visibility).toEqual([["handle", 28]]);
  });
});

describe("the report", () => {
  test("tells of the attempt and of the record as it stands, once each", async () => {
    const bed = await delivered("failed", refused);
    expect(bed.attempted).toEqual(bed.attempts());
    expect(bed.committed).toEqual([bed.record()]);
  });

  test("tells of a drop without an attempt, and of no attempt", async () => {
    const bed = await delivered("ack", { record: mine, webhook: undefined });
    expect(bed.attempted).toEqual([]);
    expect(bed.committed).toEqual([bed.record()]);
  });

  test("tells how the webhook's client certificate stands", async () => {
    const tls = { identity: { id: "wh@1", options: {} }, expiresAtMs: NOW_MS + 1 };
    const bed = await delivered("ack", { webhook: { ...webhook, tls } });
    expect(bed.certificates).toEqual(["expires_soon"]);
  });

  test("tells nothing of a deferral, in which nothing was attempted", async () => {
    const bed = await delivered("ack", {
      record: mine,
      webhook: { ...webhook, status: "disabled" },
    });
    expect(bed.record()?.status).toBe("parked");
    expect([bed.attempted, bed.committed]).toEqual([[], []]);
  });

  test("tells nothing of a message whose turn it is not", async () => {
    const bed = await delivered("ack", { record: { ...mine, status: "delivered" } });
    expect([bed.attempted, bed.committed]).toEqual([[], []]);
  });
});
