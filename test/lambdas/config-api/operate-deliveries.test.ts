import { describe, expect, test } from "vitest";

import {
  blankRecord,
  type DeliveryRecord,
} from "../../../lambdas/shared/domain/delivery-record.ts";
import type { Webhook } from "../../../lambdas/shared/domain/webhook.ts";
import { ACME, GLOBEX, makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";

const KEY = { eventId: "evt_0000000000000000000001", webhookId: "wh_0000000000000000000002" };
const ID = "dlv_0000000000000000000001_0000000000000000000002";
const ACCEPTED_AT_MS = Date.parse("2026-01-30T00:00:00.000Z");
const event = {
  ...ACME,
  id: KEY.eventId,
  type: "CARD_STATUS_CHANGE",
  acceptedAtMs: ACCEPTED_AT_MS,
  payload: "{}",
  payloadHash: "x",
  webhookIds: [KEY.webhookId],
};
const dropped: DeliveryRecord = {
  ...blankRecord({ ...ACME, ...KEY, eventType: event.type, acceptedAtMs: ACCEPTED_AT_MS }),
  status: "dropped",
  dispatch: 6,
  attempts: 6,
  dropReason: "attempts_spent",
  lastOutcome: "503",
};

const webhook: Webhook = {
  ...ACME,
  id: KEY.webhookId,
  endpoint: "https://example.com/",
  events: [event.type],
  status: "enabled",
  version: 1,
  createdAtMs: 0,
  modifiedAtMs: 0,
  sealed: {},
  config: { customHeaderNames: [] },
};

async function setUp(record?: DeliveryRecord, hasEvent = true) {
  const bed = makeConfigApiTestBed();
  await bed.keyOf("admin");
  await bed.stores.webhooks.create(webhook);
  if (hasEvent) await bed.history.putEvent(event);
  if (record !== undefined) await bed.history.putRecord(record);
  const operate = (verb: "resend" | "cancel", id = ID) =>
    bed.admin("POST", `/deliveries/${id}/${verb}`);
  return { ...bed, operate };
}

describe("POST /deliveries/{id}/resend", () => {
  test("sends a dropped delivery again, now, and shows it waiting", async () => {
    const { operate, operations, clock } = await setUp(dropped);
    const answer = await operate("resend");
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({
      id: ID,
      status: "waiting",
      attempt_count: 6,
      next_attempt_at: "2026-01-31T12:00:00.000Z",
    });
    expect(answer.body).not.toHaveProperty("drop_reason");
    expect(operations.released).toMatchObject([
      { ...KEY, dispatch: 7, nextAttemptAtMs: clock.nowMs },
    ]);
  });

  test("is a change, told with what the delivery was", async () => {
    const { operate, changes } = await setUp(dropped);
    await operate("resend");
    await operate("resend");
    expect(changes.slice(-2)).toMatchObject([
      {
        operation: "resendDelivery",
        action: "resent",
        what: "delivery",
        id: ID,
        fields: [{ field: "status", from: "dropped", to: "waiting" }],
      },
      { action: "resent", id: ID, fields: [] },
    ]);
  });

  test("is refused while its webhook is disabled, and works once that is enabled", async () => {
    const { operate, admin, operations } = await setUp(dropped);
    await admin("POST", `/webhooks/${KEY.webhookId}/disable`);
    const hint = expect.stringContaining("enable it (POST /webhooks/{id}/enable)");
    expect(await operate("resend")).toMatchObject({ status: 409, body: { detail: hint } });
    expect(operations.released).toEqual([]);
    await admin("POST", `/webhooks/${KEY.webhookId}/enable`);
    expect((await operate("resend")).status).toBe(202);
  });

  test("is refused where the receiver is gone, and where the webhook was deleted", async () => {
    const { operate, admin, stores, operations, history } = await setUp(dropped);
    await stores.webhooks.replace({ ...webhook, status: "gone", version: 2 }, 1);
    const gone = expect.stringContaining("410 (gone)");
    expect(await operate("resend")).toMatchObject({ status: 409, body: { detail: gone } });
    await admin("DELETE", `/webhooks/${KEY.webhookId}`);
    const deleted = expect.stringContaining("was deleted");
    expect(await operate("resend")).toMatchObject({ status: 409, body: { detail: deleted } });
    expect(operations.released).toEqual([]);
    expect(await history.reader.record(KEY)).toEqual(dropped);
  });

  test.each([
    ["before its first attempt has ended", undefined, true],
    ["whose event is not kept any more", dropped, false],
  ])("refuses a delivery %s", async (_, record, hasEvent) => {
    const { operate, operations } = await setUp(record, hasEvent);
    const answer = await operate("resend");
    expect(answer).toMatchObject({ status: 409, body: { title: "Conflict" } });
    expect(operations.released).toEqual([]);
  });
});

describe("POST /deliveries/{id}/cancel", () => {
  test.each([
    ["that waits", { ...dropped, status: "parked" as const }],
    ["of which no attempt has ended yet", undefined],
  ])("ends a delivery %s", async (_, record) => {
    const { operate, changes } = await setUp(record);
    const answer = await operate("cancel");
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({
      id: ID,
      status: "cancelled",
      drop_reason: "cancelled",
      settled_at: "2026-01-31T12:00:00.000Z",
    });
    expect((await operate("cancel")).status).toBe(202);
    const from = record === undefined ? "pending" : "waiting";
    expect(changes.filter(({ action }) => action === "cancelled")).toMatchObject([
      { what: "delivery", id: ID, fields: [{ field: "status", from, to: "cancelled" }] },
    ]);
  });

  test("refuses a delivery that has ended", async () => {
    const { operate } = await setUp(dropped);
    expect(await operate("cancel")).toMatchObject({
      status: 409,
      body: { detail: "It has ended already: it was dropped." },
    });
  });
});

describe.each(["resend", "cancel"] as const)("%s", (verb) => {
  test.each([
    ["that nobody knows", "dlv_0000000000000000000009_0000000000000000000002"],
    ["of another webhook than the event's", "dlv_0000000000000000000001_0000000000000000000009"],
    ["with an id that is none", "dlv_1"],
  ])("answers 404 for a delivery %s", async (_, id) => {
    const { operate } = await setUp(dropped);
    expect((await operate(verb, id)).status).toBe(404);
  });

  test("answers 404 for another tenant's, and changes nothing", async () => {
    const { admin, history } = await setUp(dropped);
    const path = `/deliveries/${ID}/${verb}`;
    expect((await admin("POST", path, undefined, {}, GLOBEX)).status).toBe(404);
    expect(await history.reader.record(KEY)).toEqual(dropped);
  });

  test.each([
    ["manager", 202],
    ["reader", 403],
    ["publisher", 403],
  ] as const)("answers a %s with %d", async (role, status) => {
    const { ask, keyOf } = await setUp({ ...dropped, status: "parked" });
    const answer = await ask("POST", `/deliveries/${ID}/${verb}`, { key: await keyOf(role) });
    expect(answer.status).toBe(status);
  });
});

test("a first-try success that was sent again shows all of its attempts", async () => {
  const { admin, history } = await setUp();
  const first = { number: 1, startedAtMs: ACCEPTED_AT_MS, durationMs: 5, verdict: "succeeded" };
  const second = { ...first, number: 2, startedAtMs: ACCEPTED_AT_MS + 9, verdict: "retry" };
  await history.putRecord({
    ...dropped,
    attempts: 2,
    firstAttempt: first as DeliveryRecord["firstAttempt"] & object,
  });
  await history.putAttempt(KEY, second as never);
  const { body } = await admin("GET", `/deliveries/${ID}`);
  expect((body as { attempts: unknown[] }).attempts).toMatchObject([{ number: 1 }, { number: 2 }]);
});

test.each(["resend", "cancel"] as const)(
  "%s finds no delivery whose record was not kept any more",
  async (verb) => {
    const { operate, clock } = await setUp();
    clock.nowMs = ACCEPTED_AT_MS + 28 * 86_400_000 + 1;
    expect((await operate(verb)).status).toBe(404);
  },
);
