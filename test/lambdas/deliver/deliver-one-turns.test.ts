import { describe, expect, test } from "vitest";

import {
  answered,
  blank,
  DELIVERY_ID,
  delivered,
  event,
  key,
  makeDeliverTestBed,
  ME,
  mine,
  NOW_MS,
  parked,
  webhook,
} from "../../support/deliver-test-bed.ts";

const OTHER = "22222222-2222-4222-8222-222222222222";
const DAY_MS = 86_400_000;
const TRACED = { ...event, traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" };

describe("a message whose turn it is not", () => {
  // D1 of the delivery protocol, the rows that only ack.
  test.each([
    ["has no record and is no first message", undefined, 1],
    ["was delivered", { ...mine, status: "delivered", carrier: "-" }, 3],
    ["was dropped by another message", { ...mine, status: "dropped", carrier: OTHER }, 3],
    ["was cancelled", { ...mine, status: "dropped", carrier: "-" }, 3],
    ["is carried by another message", { ...mine, carrier: OTHER }, 3],
  ] as const)(
    "is acked when its delivery %s, and nothing is sent or written",
    async (_, record, dispatch) => {
      const bed = await delivered("ack", { record }, { dispatch, event });
      expect(bed.calls).toEqual(["D1 read the record"]);
      expect(bed.record()).toEqual(record);
    },
  );

  test("sends the notice again, and is acked, when it dropped the delivery itself", async () => {
    const record = { ...mine, status: "dropped", dropReason: "attempts_spent" } as const;
    const bed = await delivered("ack", { record });
    expect(bed.calls).toEqual(["D1 read the record", "tell of the drop"]);
    expect(bed.told).toEqual([record]);
  });

  test("wakes the lane, and is acked, when the delivery is parked in a later wait: it never releases", async () => {
    const bed = await delivered("ack", { record: parked }, { dispatch: 2, event });
    expect(bed.calls).toEqual(["D1 read the record", "E ensure the lane"]);
    expect(bed.record()).toEqual(parked);
  });
});

describe("a message whose turn it is", () => {
  test.each([
    ["no record yet", undefined, 0, 1],
    ["a record that names it as the carrier", mine, 0, 4],
    ["a parked record of its own wait", parked, 3, 4],
  ] as const)("makes the next attempt of one with %s", async (_, record, dispatch, number) => {
    const bed = await delivered("ack", { record }, { dispatch, event });
    expect(bed.requests).toHaveLength(1);
    expect(bed.requests[0]?.headers).toEqual(
      expect.arrayContaining(["ringback-delivery", DELIVERY_ID, String(number)]),
    );
    expect(bed.record()).toMatchObject({ status: "delivered", attempts: number });
  });

  test("reads the event where the message does not carry it", async () => {
    const bed = await delivered("ack", { record: mine }, { dispatch: 3 });
    expect(bed.calls.slice(0, 2).toSorted()).toEqual(["D1 read the record", "read the event"]);
    expect(bed.requests[0]?.body).toBe('{"amount":5.00}');
  });

  test("does not read an event that the message carries", async () => {
    const bed = await delivered("ack", {}, { event: { ...event, payload: '{"a":1}' } });
    expect(bed.calls).not.toContain("read the event");
    expect(bed.requests[0]?.body).toBe('{"a":1}');
  });

  test("tells the receiver how many deliveries brought the event about, this one included", async () => {
    const bed = await delivered("ack", {}, { event: { ...event, hops: 2 } });
    expect(bed.requests[0]?.headers.join(" ")).toContain("ringback-hops 3");
  });

  test.each([
    ["that the message carries", { event: undefined }, { event: TRACED }],
    ["that lies in its item", { event: TRACED }, {}],
  ])(
    "tells the receiver the trace of an event %s, where traces are carried",
    async (_, situation, message) => {
      const on = await delivered("ack", { ...situation, carriesTraces: true }, message);
      expect(on.requests[0]?.headers.join(" ")).toContain(`traceparent ${TRACED.traceparent}`);
      const off = await delivered("ack", situation, message);
      expect(off.requests[0]?.headers).not.toContain("traceparent");
    },
  );

  test("asks for the webhook as new as the message knows it", async () => {
    const bed = await delivered("ack", {}, { event, webhookVersion: 7, environment: "sandbox" });
    expect(bed.asked).toEqual([["acme", "sandbox", key.webhookId, 7]]);
  });

  test("is held until the time of the attempt when it comes early, and nothing is written", async () => {
    const record = { ...mine, nextAttemptAtMs: NOW_MS + 4_001 };
    const bed = await delivered("failed", { record }, {});
    expect(bed.visibility).toEqual([["handle", 5]]);
    expect(bed.requests).toEqual([]);
    expect(bed.calls).not.toContain("D4 commit");
    expect(bed.record()).toEqual(record);
  });

  test("is held no longer than SQS can, and comes back then to be held again", async () => {
    const bed = makeDeliverTestBed({ record: { ...mine, nextAttemptAtMs: NOW_MS + 2 * DAY_MS } });
    await expect(bed.deliver()).resolves.toBe("failed");
    expect(bed.visibility).toEqual([["handle", 43_200]]);
  });

  test("is refused when its delivery id is none", async () => {
    const bed = makeDeliverTestBed();
    await expect(bed.deliver({ deliveryId: "dlv_1", event })).rejects.toThrow(
      "not a delivery id: dlv_1",
    );
    expect(bed.calls).toEqual(["ChangeMessageVisibility"]);
  });
});

describe("a delivery that must not be attempted", () => {
  test.each([
    ["before its first attempt", undefined, NOW_MS, { ...blank, dispatch: 1 }],
    ["during its retries", mine, mine.nextAttemptAtMs, { ...mine, dispatch: 4, carrier: "-" }],
    [
      "after having waited for long",
      { ...mine, nextAttemptAtMs: NOW_MS - DAY_MS },
      NOW_MS - DAY_MS,
      { ...mine, dispatch: 4, carrier: "-" },
    ],
  ])(
    "waits in the lane while its webhook is disabled, %s: no attempt is counted",
    async (_, record, nextAttemptAtMs, after) => {
      const bed = await delivered("ack", { record, webhook: { ...webhook, status: "disabled" } });
      expect(bed.calls).toEqual([
        "D1 read the record",
        "find the webhook",
        "D4 commit",
        "E ensure the lane",
      ]);
      expect(bed.record()).toEqual({ ...after, status: "parked", nextAttemptAtMs });
      expect(bed.attempts()).toEqual([]);
    },
  );

  test.each([
    ["webhook_deleted", "its webhook was deleted", { webhook: undefined }],
    ["gone", "its webhook is gone", { webhook: { ...webhook, status: "gone" } }],
    ["expired", "its event is no longer kept", { event: undefined }],
  ] as const)("is dropped as %s when %s, and people are told", async (dropReason, _, situation) => {
    const bed = await delivered("ack", { record: mine, ...situation }, {});
    expect(bed.calls.slice(-2)).toEqual(["D4 commit", "tell of the drop"]);
    expect(bed.requests).toEqual([]);
    expect(bed.attempts()).toEqual([]);
    expect(bed.record()).toMatchObject({
      status: "dropped",
      dropReason,
      carrier: ME,
      attempts: 3,
      dispatch: 4,
      lastOutcome: "503",
    });
    expect(bed.told).toEqual([bed.record()]);
  });

  test("is dropped before its first attempt too when its webhook was deleted", async () => {
    const bed = await delivered("ack", { webhook: undefined });
    expect(bed.record()).toMatchObject({ status: "dropped", attempts: 0, dispatch: 1 });
    expect(bed.told).toEqual([bed.record()]);
  });

  test.each(["enabled", "disabled"] as const)(
    "is dropped as expired once it has waited longer than 28 days for a webhook that is %s",
    async (status) => {
      const record = { ...mine, scheduledAtMs: NOW_MS - 28 * DAY_MS - 1 };
      const bed = await delivered("ack", { record, webhook: { ...webhook, status } }, {});
      expect(bed.record()).toMatchObject({ status: "dropped", dropReason: "expired", attempts: 3 });
      expect(bed.requests).toEqual([]);
    },
  );

  test("is attempted up to 28 days after its schedule began, which a resend begins again", async () => {
    const record = {
      ...mine,
      acceptedAtMs: NOW_MS - 50 * DAY_MS,
      scheduledAtMs: NOW_MS - 28 * DAY_MS,
    };
    const bed = await delivered("ack", { record }, {});
    expect(bed.requests).toHaveLength(1);
  });

  test("is an error when there is neither a record nor an event: it comes back, and people see it in the end", async () => {
    const bed = makeDeliverTestBed({ event: undefined, result: answered(200) });
    await expect(bed.deliver()).rejects.toThrow(DELIVERY_ID);
    expect(bed.requests).toEqual([]);
  });
});
