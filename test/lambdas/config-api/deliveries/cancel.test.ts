import { describe, expect, test } from "vitest";

import { makeCancel } from "../../../../lambdas/config-api/deliveries/cancel.ts";
import type { AcceptedEvent } from "../../../../lambdas/shared/domain/accepted-event.ts";
import { applyChange } from "../../../../lambdas/shared/domain/commit.ts";
import {
  blankRecord,
  type DeliveryIdentity,
  type DeliveryRecord,
} from "../../../../lambdas/shared/domain/delivery-record.ts";
import type { WriteResult } from "../../../../lambdas/shared/waiting/delivery-ports.ts";

const KEY = { eventId: "evt_0000000000000000000001", webhookId: "wh_0000000000000000000002" };
const event: AcceptedEvent = {
  id: KEY.eventId,
  application: "acme",
  environment: "sandbox",
  type: "CARD_STATUS_CHANGE",
  acceptedAtMs: 5,
  payload: "{}",
  payloadHash: "",
  webhookIds: ["wh_0000000000000000000001", KEY.webhookId],
};
const identity: DeliveryIdentity = {
  application: "acme",
  environment: "sandbox",
  ...KEY,
  eventType: "CARD_STATUS_CHANGE",
  acceptedAtMs: 5,
};

/** Dropped, carried by nobody, with the TTL of an end. */
const cancelled: DeliveryRecord = {
  ...blankRecord(identity),
  status: "dropped",
  dispatch: 1,
  carrier: "-",
  dropReason: "cancelled",
  settledAtMs: 1000,
  expiresAtSeconds: 1 + 30 * 86_400,
};

function setUp(options: {
  readonly event?: AcceptedEvent;
  readonly record?: DeliveryRecord;
  readonly write?: WriteResult;
}) {
  const writes: unknown[] = [];
  const cancel = makeCancel({
    deliveries: { event: async () => options.event },
    records: {
      read: async () => options.record,
      async cancel(who, change) {
        writes.push(applyChange(blankRecord(who), change));
        return options.write ?? "written";
      },
    },
    now: () => 1000,
  });
  return { writes, cancel };
}

describe("cancel", () => {
  test("is one write, which needs no record: the event tells whose delivery it is", async () => {
    const { writes, cancel } = setUp({ event });
    expect(await cancel(KEY)).toEqual({ result: "cancelled" });
    expect(writes).toEqual([cancelled]);
  });

  test("goes by the record where the event is gone", async () => {
    const { writes, cancel } = setUp({ record: blankRecord(identity) });
    expect(await cancel(KEY)).toEqual({ result: "cancelled" });
    expect(writes).toEqual([cancelled]);
  });

  test.each(["delivered", "dropped"] as const)("leaves a %s one as it is", async (status) => {
    const record: DeliveryRecord = {
      ...blankRecord(identity),
      status,
      ...(status === "dropped" ? { dropReason: "attempts_spent" } : {}),
    };
    const { cancel } = setUp({ event, record, write: "refused" });
    expect(await cancel(KEY)).toEqual({ result: "ended", status, dropReason: record.dropReason });
  });

  test("cancelled before, it is cancelled: the write may have been the SDK repeating our own", async () => {
    const { cancel } = setUp({ event, record: cancelled, write: "refused" });
    expect(await cancel(KEY)).toEqual({ result: "cancelled" });
  });

  test.each([
    ["of an event nobody knows", {}],
    ["of an event that was not meant for this webhook", { event: { ...event, webhookIds: [] } }],
  ])("refuses a delivery %s", async (_, given) => {
    const { writes, cancel } = setUp(given);
    expect(await cancel(KEY)).toEqual({ result: "no_such_delivery" });
    expect(writes).toEqual([]);
  });
});
