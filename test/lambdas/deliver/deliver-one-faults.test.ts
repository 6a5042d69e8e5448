import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  blankRecord,
  isTerminal,
  type DeliveryRecord,
  type DeliveryStatus,
} from "../../../lambdas/shared/domain/delivery-record.ts";
import {
  answered,
  blank,
  type CallName,
  DELIVERY_ID,
  delivered,
  event,
  failed,
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
import type { MemoryDeliveries } from "../../support/fakes/memory-deliveries.ts";

const OTHER = "22222222-2222-4222-8222-222222222222";

function put(record: DeliveryRecord): (deliveries: MemoryDeliveries) => void {
  return ({ records }) => void records.set(DELIVERY_ID, record);
}

describe("a commit that is refused", () => {
  const taken = { ...mine, dispatch: 4, attempts: 4, carrier: OTHER };

  test.each([
    ["another message took over", taken, "ack"],
    ["it was delivered meanwhile", { ...taken, status: "delivered", carrier: "-" }, "ack"],
    ["it was cancelled meanwhile", { ...taken, status: "dropped", carrier: "-" }, "ack"],
  ] as const)(
    "is settled by the record as it is: when %s, the message is done",
    async (_, record, answer) => {
      const bed = await delivered(answer, { ...refused, meanwhile: { "D4 commit": put(record) } });
      expect(bed.calls.slice(-2)).toEqual(["D4 commit", "D1 read the record"]);
      expect(bed.record()).toEqual(record);
      expect(bed.requests).toHaveLength(1);
      expect(bed.committed).toEqual([]);
    },
  );

  test("wakes the lane when the delivery is parked in a later wait", async () => {
    const record = { ...taken, status: "parked", carrier: "-" } as const;
    const bed = await delivered("ack", { ...refused, meanwhile: { "D4 commit": put(record) } });
    expect(bed.calls.slice(-2)).toEqual(["D1 read the record", "E ensure the lane"]);
  });

  test("lets the message come back untouched when it is still its turn: no second POST, no visibility, no write", async () => {
    const again = { ...mine, dispatch: 4 };
    const bed = await delivered("failed", { ...refused, meanwhile: { "D4 commit": put(again) } });
    expect(bed.calls.filter((call) => call === "POST" || call === "D4 commit")).toEqual([
      "POST",
      "D4 commit",
    ]);
    expect(bed.visibility).toEqual([]);
    expect(bed.record()).toEqual(again);
  });

  // The SDK repeats a request whose answer was lost: the first of the two was written, the second
  // is refused.
  test.each([
    ["a hold", retriedAfter(5), "failed", []],
    ["a delay", retriedAfter(100), "ack", ["E ensure the lane"]],
    ["a park", retriedAfter(1000), "ack", ["E ensure the lane"]],
    ["a drop", retriedAfter(5, 4), "ack", ["tell of the drop"]],
    ["a defer", { ...webhook, status: "disabled" }, "ack", ["E ensure the lane"]],
  ] as const)("because it was written before is known: %s", async (_, found, answer, after) => {
    const bed = await delivered(answer, { ...refused, webhook: found, repeated: "D4 commit" });
    expect(bed.calls.slice(bed.calls.indexOf("D4 commit") + 1)).toEqual([
      "D1 read the record",
      ...after,
    ]);
    expect(bed.record()?.dispatch).toBe(4);
  });

  test.each([
    ["of a first try", undefined],
    ["of a retry", mine],
  ] as const)("because the success %s was written before is acked", async (_, record) => {
    const bed = await delivered("ack", { record, repeated: "D4 commit" });
    expect(bed.record()).toMatchObject({ status: "delivered" });
  });
});

describe("a commit", () => {
  test("does not mind that its release was marked meanwhile", async () => {
    const bed = makeDeliverTestBed({
      record: parked,
      result: answered(503),
      meanwhile: { "D4 commit": put({ ...parked, status: "queued", carrier: ME }) },
    });
    await expect(bed.deliver({ dispatch: 3, event })).resolves.toBe("failed");
    expect(bed.record()).toMatchObject({ dispatch: 4, attempts: 4, carrier: ME });
  });

  test("to delivered is noted also on a record that appeared during the attempt, or went on", async () => {
    const twin = { ...blank, dispatch: 1, attempts: 1, carrier: OTHER, nextAttemptAtMs: NOW_MS };
    for (const record of [undefined, mine]) {
      const bed = await delivered("ack", { record, meanwhile: { "D4 commit": put(twin) } });
      expect(bed.record()).toMatchObject({ status: "delivered", dispatch: 2, attempts: 2 });
    }
  });

  test("of a failed first attempt is refused by a record that appeared meanwhile", async () => {
    const twin = { ...blank, dispatch: 1, attempts: 1, carrier: OTHER, nextAttemptAtMs: NOW_MS };
    const bed = await delivered("ack", {
      result: failed("timeout"),
      meanwhile: { "D4 commit": put(twin) },
    });
    expect(bed.record()).toEqual(twin);
  });
});

describe("a fault", () => {
  const holding = retriedAfter(5);
  const steps: readonly (readonly [CallName, Parameters<typeof makeDeliverTestBed>[0]])[] = [
    ["D1 read the record", {}],
    ["read the event", {}],
    ["find the webhook", {}],
    ["ChangeMessageVisibility", { webhook: holding }],
    ["R release", { webhook: retriedAfter(100) }],
    ["E ensure the lane", { webhook: retriedAfter(1000) }],
    ["tell of the drop", { webhook: retriedAfter(5, 4) }],
  ];

  test.each(steps)(
    "in '%s' fails the message, which is never acked, and nothing follows it but that it comes back soon",
    async (call, situation) => {
      const bed = makeDeliverTestBed({ ...refused, ...situation, fault: { call, when: "before" } });
      await expect(bed.deliver()).rejects.toThrow(`${call} failed`);
      expect(
        bed.calls.slice(bed.calls.indexOf(call) + 1).filter((name) => !name.startsWith("read")),
      ).toEqual(["ChangeMessageVisibility"]);
      expect(bed.visibility).toEqual([["handle", 5]]);
    },
  );

  // The table "dies, left behind, recovered by" of the delivery protocol, with the very same
  // message coming back.
  test.each([
    [
      "before the message of a hold is kept back",
      "ChangeMessageVisibility",
      "before",
      holding,
      1,
      "failed",
    ],
    ["before a delay is released", "R release", "before", retriedAfter(100), 1, "ack"],
    ["after a delay was released", "R release", "after", retriedAfter(100), 1, "ack"],
    ["before the lane is woken", "E ensure the lane", "before", retriedAfter(1000), 1, "ack"],
    [
      "before people are told of a drop",
      "tell of the drop",
      "before",
      retriedAfter(5, 4),
      1,
      "ack",
    ],
  ] as const)(
    "%s is mended when the message comes back",
    async (_, call, when, found, posts, answer) => {
      const bed = makeDeliverTestBed({ ...refused, webhook: found, fault: { call, when } });
      await expect(bed.deliver({ event })).rejects.toThrow(`${call} failed`);
      await expect(bed.deliver({ event }, { receiveCount: 2 })).resolves.toBe(answer);
      expect(bed.requests).toHaveLength(posts);
      expect(bed.record()).toMatchObject({ dispatch: 4, attempts: 4 });
    },
  );

  test("after people were told of a drop tells them twice rather than never", async () => {
    const bed = makeDeliverTestBed({
      ...refused,
      webhook: retriedAfter(5, 4),
      fault: { call: "tell of the drop", when: "after" },
    });
    await expect(bed.deliver({ event })).rejects.toThrow("tell of the drop failed");
    await expect(bed.deliver({ event })).resolves.toBe("ack");
    expect(bed.told).toEqual([bed.record(), bed.record()]);
  });

  test("brings the message back the later, the oftener it came", async () => {
    for (const [receiveCount, seconds] of [
      [2, 8],
      [5, 60],
      [20, 675],
    ] as const) {
      const bed = makeDeliverTestBed({ fault: { call: "find the webhook", when: "before" } });
      await expect(bed.deliver({ event }, { receiveCount })).rejects.toThrow("failed");
      expect(bed.visibility).toEqual([["handle", seconds]]);
    }
  });

  test("after a refused commit waits for the visibility timeout: another worker may hold the message", async () => {
    const bed = makeDeliverTestBed({
      ...refused,
      webhook: retriedAfter(1000),
      repeated: "D4 commit",
      fault: { call: "E ensure the lane", when: "before" },
    });
    await expect(bed.deliver({ event })).rejects.toThrow("E ensure the lane failed");
    expect(bed.visibility).toEqual([]);
  });
});

describe("whatever the record, the message, the answer and the interference", () => {
  const recordArbitrary = fc
    .record(
      {
        status: fc.constantFrom<DeliveryStatus>("queued", "parked", "delivered", "dropped"),
        dispatch: fc.integer({ min: 1, max: 3 }),
        carrier: fc.constantFrom(ME, OTHER, "-"),
        attempts: fc.integer({ min: 0, max: 5 }),
        nextAttemptAtMs: fc.constantFrom(NOW_MS - 1, NOW_MS, NOW_MS + 1, NOW_MS + 100_000),
      },
      { noNullPrototype: true },
    )
    .map((fields) => Object.assign(blankRecord(blank), fields));
  const maybeRecord = fc.option(recordArbitrary, { nil: undefined });
  const situation = fc.record({
    record: maybeRecord,
    later: fc.option(recordArbitrary, { nil: undefined }),
    webhook: fc.constantFrom(
      undefined,
      webhook,
      { ...webhook, status: "disabled" as const },
      { ...webhook, status: "gone" as const },
      retriedAfter(5),
      retriedAfter(100),
      retriedAfter(1000),
    ),
    result: fc.constantFrom(answered(200), answered(503), answered(410), failed("timeout")),
    dispatch: fc.integer({ min: 0, max: 3 }),
    receiveCount: fc.integer({ min: 1, max: 25 }),
  });

  test("a message attempts at most once, never early or after the end, and commits before it acts or acks", async () => {
    await fc.assert(
      fc.asyncProperty(situation, async ({ record, later, dispatch, receiveCount, ...rest }) => {
        const bed = makeDeliverTestBed({
          ...rest,
          record,
          ...(later === undefined ? {} : { meanwhile: { "D4 commit": put(later) } }),
        });
        const answer = await bed.deliver({ dispatch, event }, { receiveCount });
        const at = (name: CallName) => bed.calls.indexOf(name);
        const posts = bed.calls.filter((name) => name === "POST").length;
        const isDue = (record?.nextAttemptAtMs ?? 0) <= NOW_MS;
        const isOpen = record === undefined || !isTerminal(record);
        expect(posts).toBeLessThanOrEqual(isDue && isOpen ? 1 : 0);
        // An attempt, once made, is committed before anything else is done about it.
        expect(posts === 0 || at("D4 commit") > at("POST")).toBe(true);
        expect(at("put the attempt")).toBeLessThan(posts === 0 ? 0 : at("D4 commit"));
        for (const act of ["R release", "tell of the drop", "E ensure the lane"] as const) {
          expect(posts === 0 || at(act) === -1 || at(act) > at("D4 commit")).toBe(true);
        }
        // A refused commit changes nothing, and touches no message.
        const isRefused = bed.calls.lastIndexOf("D1 read the record") > 0;
        expect(!isRefused || (bed.visibility.length === 0 && bed.released.length === 0)).toBe(true);
        expect(bed.committed.length).toBeLessThanOrEqual(isRefused ? 0 : 1);
        // What is not acked is held on purpose, or its turn is not over.
        expect(answer === "ack" || bed.visibility.length === 1 || isRefused).toBe(true);
        expect(bed.requests.every(({ headers }) => headers.includes(DELIVERY_ID))).toBe(true);
        expect(bed.record()?.eventId ?? key.eventId).toBe(key.eventId);
      }),
      { numRuns: 1000 },
    );
  });
});
