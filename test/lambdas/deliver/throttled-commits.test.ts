import { describe, expect, test } from "vitest";

import type { DeliveryRecord } from "../../../lambdas/shared/domain/delivery-record.ts";
import {
  answered,
  blank,
  CARRIER,
  DELIVERY_ID,
  delivered,
  event,
  key,
  makeDeliverTestBed,
  ME,
  mine,
  NOW_MS,
  parked,
  refused,
  retriedAfter,
  webhook,
} from "../../support/deliver-test-bed.ts";

const THROTTLED = { call: "D4 commit", when: "before" } as const;

/** An attempt whose commit the table did not take, or did not say that it took. */
async function throttled(
  situation: Parameters<typeof makeDeliverTestBed>[0],
  when: "before" | "after" = "before",
) {
  const bed = await delivered("ack", { ...situation, fault: { ...THROTTLED, when } });
  const [carried] = bed.carried;
  if (carried === undefined) throw new Error("no commit was carried");
  return { bed, carried };
}

describe("a commit that cannot be written in time", () => {
  test("goes on as a message, after which the first one is acked", async () => {
    const { bed, carried } = await throttled({ ...refused, webhook: retriedAfter(5) });
    expect(bed.calls.slice(-2)).toEqual(["D4 commit", "T1 send the commit"]);
    expect(carried).toEqual({
      deliveryId: DELIVERY_ID,
      dispatch: 3,
      application: "acme",
      environment: "production",
      eventType: event.type,
      acceptedAtMs: event.acceptedAtMs,
      me: ME,
      commit: { kind: "park", nextAttemptAtMs: NOW_MS + 5000, lastOutcome: "503" },
      attempt: bed.attempts()[0],
      endedAtMs: NOW_MS,
    });
    expect(bed.carriedDelays).toEqual([5]);
    expect(bed.carriedFor).toEqual([new Error("D4 commit failed")]);
    expect(bed.committed).toEqual([]);
  });

  test("goes on also when its attempt could not be put, and brings it along", async () => {
    const bed = await delivered("ack", {
      result: answered(503),
      fault: { call: "put the attempt", when: "before" },
    });
    expect(bed.attempts()).toEqual([]);
    await expect(bed.write(bed.carried[0]!)).resolves.toBe("ack");
    expect(bed.attempts()).toHaveLength(1);
    expect(bed.record()).toMatchObject({ dispatch: 1, attempts: 1 });
  });

  test("is not acked when the queue does not take it either", async () => {
    const fails = () => {
      throw new Error("the queue failed, too");
    };
    const bed = makeDeliverTestBed({
      fault: THROTTLED,
      meanwhile: { "T1 send the commit": fails },
    });
    await expect(bed.deliver({ event })).rejects.toThrow("the queue failed, too");
    expect(bed.visibility).toEqual([]);
  });

  test("of what was not attempted comes back itself: it costs no request", async () => {
    const bed = makeDeliverTestBed({
      record: mine,
      webhook: { ...webhook, status: "disabled" },
      fault: THROTTLED,
    });
    await expect(bed.deliver({ event })).rejects.toThrow("D4 commit failed");
    expect(bed.carried).toEqual([]);
    expect(bed.visibility).toEqual([["handle", 5]]);
  });
});

describe("a carried commit", () => {
  test.each([
    ["hold", retriedAfter(5), { status: "parked", nextAttemptAtMs: NOW_MS + 5000 }, "R release"],
    ["delay", retriedAfter(100), { status: "parked" }, "R release"],
    ["park", retriedAfter(1000), { status: "parked" }, "E ensure the lane"],
    ["drop", retriedAfter(5, 4), { status: "dropped", carrier: CARRIER }, "tell of the drop"],
  ] as const)("is written and acted on, without a request: %s", async (_, found, after, act) => {
    const { bed, carried } = await throttled({ ...refused, webhook: found });
    await expect(bed.write(carried)).resolves.toBe("ack");
    expect(bed.record()).toMatchObject({ ...after, dispatch: 4, attempts: 4 });
    expect(bed.calls.at(-1)).toBe(act);
    expect(bed.requests).toHaveLength(1);
  });

  test.each([
    ["a first try", undefined],
    ["a retry", mine],
  ] as const)("notes the success of %s", async (_, record) => {
    const { bed, carried } = await throttled({ record });
    await expect(bed.write(carried)).resolves.toBe("ack");
    expect(bed.record()).toMatchObject({ status: "delivered" });
    expect(bed.committed).toHaveLength(1);
  });

  test.each([
    ["a hold", retriedAfter(5), { status: "parked", dispatch: 5, attempts: 4 }],
    ["a delay", retriedAfter(100), { status: "parked", dispatch: 4, attempts: 4 }],
    ["a drop", retriedAfter(5, 4), { status: "dropped", dispatch: 4, attempts: 4 }],
  ] as const)("that was written despite the error loses nothing: %s", async (_, found, after) => {
    const { bed, carried } = await throttled({ ...refused, webhook: found }, "after");
    await expect(bed.write(carried)).resolves.toBe("ack");
    expect(bed.record()).toMatchObject(after);
    expect(bed.told).toHaveLength(after.status === "dropped" ? 1 : 0);
    expect(bed.requests).toHaveLength(1);
  });

  test("that comes twice is written once", async () => {
    const { bed, carried } = await throttled({ result: answered(503) });
    await expect(bed.write(carried)).resolves.toBe("ack");
    const record = bed.record();
    await expect(bed.write(carried, { messageId: "twin" })).resolves.toBe("ack");
    expect(bed.record()).toEqual(record);
  });

  test("that cannot be written still comes back, and is written then", async () => {
    const { bed, carried } = await throttled({ result: answered(503) });
    const busy = makeDeliverTestBed({ fault: THROTTLED });
    await expect(busy.write(carried, { receiveCount: 3 })).rejects.toThrow("D4 commit failed");
    expect(busy.visibility).toEqual([["handle", 15]]);
    expect(busy.carried).toEqual([]);
    await expect(busy.write(carried, { receiveCount: 4 })).resolves.toBe("ack");
    expect(busy.record()).toMatchObject({ dispatch: 1, attempts: 1 });
    expect(bed.requests).toHaveLength(1);
  });

  test.each<readonly [string, DeliveryRecord | undefined, string]>([
    [
      "was carried on by another message",
      { ...mine, dispatch: 4, carrier: "other" },
      "D1 read the record",
    ],
    ["waits for its lane", { ...parked, dispatch: 4 }, "E ensure the lane"],
    ["was delivered", { ...mine, status: "delivered", carrier: "-" }, "D1 read the record"],
    ["ended, and is forgotten", undefined, "D1 read the record"],
  ])("of a delivery that %s changes nothing", async (_, record, last) => {
    const { carried } = await throttled({ ...refused });
    const bed = makeDeliverTestBed({ record });
    await expect(bed.write(carried)).resolves.toBe("ack");
    expect(bed.record()).toEqual(record);
    expect(bed.calls.at(-1)).toBe(last);
  });

  test("that is refused and still to be written only comes back", async () => {
    const { carried } = await throttled({ ...refused });
    const bed = makeDeliverTestBed({
      record: mine,
      meanwhile: {
        "D4 commit": ({ records }) => void records.set(DELIVERY_ID, { ...mine, dispatch: 7 }),
      },
    });
    await expect(bed.write(carried)).resolves.toBe("failed");
    expect(bed.visibility).toEqual([]);
  });
});

describe("a release that is not marked", () => {
  test("marks itself before it makes its attempt", async () => {
    const bed = await delivered("ack", { record: parked }, { dispatch: 3, event });
    const order = ["R2 mark", "POST", "put the attempt", "D4 commit"];
    expect(bed.calls.filter((call) => order.includes(call))).toEqual(order);
  });

  test.each([
    ["another one carries it", { ...mine, carrier: "other" }, 0],
    ["it was marked, by itself or its sender", mine, 1],
  ])("makes %s decide whether it attempts", async (_, record, posts) => {
    const bed = makeDeliverTestBed({
      record: parked,
      meanwhile: { "R2 mark": ({ records }) => void records.set(DELIVERY_ID, record) },
    });
    await expect(bed.deliver({ dispatch: 3, event })).resolves.toBe("ack");
    expect(bed.requests).toHaveLength(posts);
    expect(bed.record()?.eventId ?? blank.eventId).toBe(key.eventId);
  });
});
