import { describe, expect, test } from "vitest";

import { newStanding } from "../../../lambdas/shared/domain/standing.ts";
import {
  answered,
  DELIVERY_ID,
  delivered,
  event,
  failed,
  makeDeliverTestBed,
  ME,
  mine,
  NOW_MS,
  parked,
  retriedAfter,
} from "../../support/deliver-test-bed.ts";

/** `messageId` in the slow pool's queue. */
const THERE = "44444444-4444-4444-8444-444444444444";

describe("what the slow pool serves", () => {
  test("goes there as the message that it is, when no attempt has ended yet", async () => {
    const bed = await delivered("ack", { served: "slow" }, { event, webhookVersion: 7 });
    expect(bed.calls).toEqual(["D1 read the record", "H1 send to the slow pool", "D4 commit"]);
    const { deliveryId, dispatch } = bed.handedOver[0] ?? {};
    expect({ deliveryId, dispatch }).toEqual({ deliveryId: DELIVERY_ID, dispatch: 0 });
    expect(bed.handedOver).toEqual([expect.objectContaining({ event, webhookVersion: 7 })]);
    expect(bed.record()).toMatchObject({
      status: "queued",
      carrier: THERE,
      dispatch: 1,
      attempts: 0,
      nextAttemptAtMs: event.acceptedAtMs,
    });
    expect(bed.committed).toEqual([]);
  });

  test.each([
    ["held by another copy of it", { carrier: ME }, "failed"],
    ["held by another message", { carrier: "x" }, "ack"],
  ] as const)("is looked at again before its ack, when %s by now", async (_, held, answer) => {
    const bed = await delivered(answer, {
      served: "slow",
      meanwhile: {
        "D4 commit": ({ records }) =>
          records.set(DELIVERY_ID, { ...mine, ...held, dispatch: 1, attempts: 1 }),
      },
    });
    expect(bed.calls).toEqual([
      "D1 read the record",
      "H1 send to the slow pool",
      "D4 commit",
      "D1 read the record",
    ]);
    expect(bed.requests).toEqual([]);
  });

  test.each([
    ["it holds", mine, 0],
    ["was released, and marked", { ...parked, status: "queued", carrier: ME } as const, 3],
    ["was released, and is not marked yet", parked, 3],
  ])("is parked and released there, when %s", async (_, record, dispatch) => {
    const bed = await delivered("ack", { record, served: "slow" }, { dispatch, event });
    expect(bed.calls).toEqual(["D1 read the record", "D4 commit", "R release to the slow pool"]);
    expect(bed.record()).toMatchObject({
      status: "parked",
      dispatch: 4,
      attempts: 3,
      nextAttemptAtMs: NOW_MS,
      lastOutcome: "503",
    });
    expect(bed.released).toEqual([
      expect.objectContaining({ dispatch: 4, nextAttemptAtMs: NOW_MS }),
    ]);
    expect(bed.committed).toEqual([]);
  });

  test("waits here until it is due", async () => {
    const record = { ...mine, nextAttemptAtMs: NOW_MS + 5000 };
    const bed = await delivered("failed", { record, served: "slow" });
    expect(bed.calls).toEqual(["D1 read the record", "ChangeMessageVisibility"]);
  });

  test("is left alone when another has committed meanwhile", async () => {
    const bed = await delivered("ack", {
      record: mine,
      served: "slow",
      meanwhile: {
        "D4 commit": ({ records }) =>
          records.set(DELIVERY_ID, { ...mine, dispatch: 4, carrier: "x" }),
      },
    });
    expect(bed.calls).toEqual(["D1 read the record", "D4 commit", "D1 read the record"]);
  });

  test.each(["H1 send to the slow pool", "D4 commit", "R release to the slow pool"] as const)(
    "comes back soon when its way there fails: %s",
    async (call) => {
      const record = call === "H1 send to the slow pool" ? {} : { record: mine };
      const bed = makeDeliverTestBed({
        ...record,
        served: "slow",
        fault: { call, when: "before" },
      });
      await expect(bed.deliver({ event })).rejects.toThrow(call);
      expect(bed.calls.at(-1)).toBe("ChangeMessageVisibility");
      expect(bed.requests).toEqual([]);
    },
  );

  test.each([
    ["quick", "trial"],
    ["trial", "slow"],
  ] as const)("goes from the %s pool to the %s pool alike", async (own, served) => {
    const first = await delivered("ack", { own, served });
    expect(first.calls).toEqual([
      "D1 read the record",
      `H1 send to the ${served} pool`,
      "D4 commit",
    ]);
    const held = await delivered("ack", { record: mine, own, served });
    expect(held.calls).toEqual([
      "D1 read the record",
      "D4 commit",
      `R release to the ${served} pool`,
    ]);
  });

  test("is attempted by the slow pool, which hands nothing over and holds what is due soon", async () => {
    const bed = await delivered("failed", {
      record: { ...mine, dispatch: 1, attempts: 0 },
      own: "slow",
      served: "slow",
      webhook: retriedAfter(5),
      result: answered(503),
    });
    expect(bed.requests).toHaveLength(1);
    expect(bed.record()).toMatchObject({ status: "queued", carrier: ME, attempts: 1 });
  });
});

describe("what came to another pool than the quick one and has no record yet", () => {
  test.each(["trial", "slow"] as const)("gets one before it is attempted: %s", async (own) => {
    const bed = await delivered("ack", { own, served: own, result: answered(200) });
    expect(bed.calls.filter((call) => call !== "find the webhook")).toEqual([
      "D1 read the record",
      "D4 commit",
      "POST",
      "D4 commit",
    ]);
    expect(bed.record()).toMatchObject({ status: "delivered", dispatch: 2, attempts: 1 });
    expect(bed.record()?.firstAttempt).toMatchObject({ number: 1 });
  });

  test.each([
    ["its own", ME, 1],
    ["another's", "x", 0],
  ])("is attempted once when a record comes meanwhile that is %s", async (_, carrier, requests) => {
    const bed = await delivered("ack", {
      own: "slow",
      served: "slow",
      meanwhile: {
        "D4 commit": ({ records }) =>
          records.set(DELIVERY_ID, { ...mine, carrier, dispatch: 1, attempts: 0 }),
      },
    });
    expect(bed.requests).toHaveLength(requests);
  });
});

describe("what was served quickly, and is not any more", () => {
  test("is no hold, but goes on in the slow pool", async () => {
    const bed = await delivered("ack", {
      servedThen: "slow",
      webhook: retriedAfter(5),
      result: failed("timeout"),
    });
    expect(bed.record()).toMatchObject({ status: "parked", nextAttemptAtMs: NOW_MS + 5000 });
    expect(bed.calls.at(-1)).toBe("R release to the slow pool");
  });
});

describe("what the slow pool served, and does not any more", () => {
  test("is retried by the quick pool, where the slow one does not hold it", async () => {
    const bed = await delivered("ack", {
      own: "slow",
      served: "slow",
      servedThen: "quick",
      webhook: retriedAfter(300),
      result: answered(503),
    });
    expect(bed.calls.at(-1)).toBe("R release");
  });

  test.each(["quick", "trial"] as const)("is attempted where it is: %s", async (served) => {
    const bed = await delivered("ack", { own: "slow", served });
    expect(bed.record()).toMatchObject({ status: "delivered" });
  });
});

test("a webhook that an attempt turned slow is told of once the attempt has ended", async () => {
  const turned = { ...newStanding(NOW_MS), state: "slow", turns: 2 } as const;
  const bed = await delivered("ack", { servedThen: "slow", turned, result: failed("timeout") });
  expect(bed.turnsTold).toEqual([[mine.webhookId, 2, event.type]]);
  const other = await delivered("ack", { servedThen: "slow", result: failed("timeout") });
  expect(other.turnsTold).toEqual([]);
});
