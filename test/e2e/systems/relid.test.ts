import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, test } from "vitest";

import { callbackWebhookIdOf } from "../../../lambdas/shared/domain/callback-webhook.ts";
import { newTenant } from "../../support/cloud.ts";
import { startScenario } from "../../support/scenario.ts";
import { vector } from "../../support/vector.ts";
import { within } from "../../support/within.ts";

const SAMPLE = JSON.parse(vector("relid/notification-callback.json"));
/** Two hops of the test cloud and a rest: the wakes of answered ones are over soon, too. */
const EXPIRES_IN = 5;
const NOTIFICATION = {
  user_id: "testuser",
  msg_id: "1234567890",
  msg_type: "TWO-WAY",
  expires_in: EXPIRES_IN,
  actions: ["Approved", "Rejected"],
  delivery_status: "NOTIFIED",
};

const { cloud, tenant, receiver } = await startScenario("relid");

async function create(fields: object = {}) {
  const { status, body } = await tenant.api("POST", "/notifications", {
    ...NOTIFICATION,
    ...fields,
  });
  expect(status).toBe(201);
  return body;
}

function respond(uuid: string, body: object) {
  return tenant.api("POST", `/notifications/${uuid}/response`, body);
}

async function callbackAt(path: string) {
  const [request] = await receiver.waitFor(1, { path });
  return { text: String(request?.body), body: JSON.parse(String(request?.body)), request };
}

describe.concurrent("REL-ID notification callbacks", () => {
  test("an action is told at once, in the fields of the document's sample and their order", async () => {
    const { notification_uuid: uuid } = await create({ callback_url: `${receiver.url}/acted?x=1` });
    const answer = await respond(uuid, {
      action_response: "Approved",
      is_ds_verified: true,
      client_ip_address: "192.168.1.2",
    });
    expect(answer.status).toBe(200);
    const { body, request } = await callbackAt("/acted");
    expect(Object.keys(body)).toEqual(Object.keys(SAMPLE));
    const { create_ts: created, update_ts: updated, expiry_timestamp: expiry } = body;
    expect(body).toEqual({
      ...SAMPLE,
      notification_uuid: uuid,
      create_ts: created,
      update_ts: updated,
      expiry_timestamp: expiry,
    });
    for (const time of [created, updated, expiry]) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u);
    }
    expect(Date.parse(expiry) - Date.parse(created)).toBe(EXPIRES_IN * 1000);
    expect(request?.url).toBe("/acted?x=1");
    expect(request?.method).toBe("POST");
    expect(request?.headers["content-type"]).toBe("application/json");
    // Once: the second action is refused, and the first stands.
    expect((await respond(uuid, { action_response: "Rejected" })).status).toBe(409);
    const { body: shown } = await tenant.api("GET", `/notifications/${uuid}`);
    expect(shown).toMatchObject({ status: "UPDATED", action_response: "Approved" });
    const id = String(request?.headers["ringback-delivery"]);
    await within({ timeoutMs: 10_000 }, async () => {
      const { body: delivery } = await tenant.api("GET", `/deliveries/${id}`);
      expect(delivery.status).toBe("delivered");
    });
    const { body: event } = await tenant.api("GET", `/events/${shown.event_id}`);
    const origin = new URL(receiver.url).origin;
    expect(event.deliveries).toMatchObject([{ webhook_id: callbackWebhookIdOf(tenant, origin) }]);
    // The wake at its end tells the same event again: it is recognised, and nothing more is sent.
    await sleep((EXPIRES_IN + 3) * 1000);
    expect(receiver.requestsTo("/acted")).toHaveLength(1);
  });

  test("without an action its end is told when it comes, not before", async () => {
    const { notification_uuid: uuid } = await create({ callback_url: `${receiver.url}/expired` });
    const { body, request } = await callbackAt("/expired");
    const { create_ts: created, expiry_timestamp: expiry } = body;
    const { client_ip_address: _, ...sample } = SAMPLE;
    expect(Object.keys(body)).toEqual(Object.keys(sample));
    expect(body).toEqual({
      ...sample,
      notification_uuid: uuid,
      status: "EXPIRED",
      action_response: "NONE",
      is_ds_verified: false,
      create_ts: created,
      update_ts: expiry,
      expiry_timestamp: expiry,
    });
    expect(Date.parse(expiry) - Date.parse(created)).toBe(EXPIRES_IN * 1000);
    const lateMs = (request?.receivedAtMs ?? 0) - Date.parse(expiry);
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect((await respond(uuid, { action_response: "Approved" })).status).toBe(409);
    const { body: shown } = await tenant.api("GET", `/notifications/${uuid}`);
    expect(shown.status).toBe("EXPIRED");
  });

  test("an error has its code, and a success none", async () => {
    const { notification_uuid: uuid } = await create({ callback_url: `${receiver.url}/error` });
    const wrong = { action_response: "Rejected", error_code: "E42" };
    expect((await respond(uuid, wrong)).status).toBe(422);
    await respond(uuid, { ...wrong, response_code: 1, delivery_status: "PARTIALLY_NOTIFIED" });
    const { body } = await callbackAt("/error");
    expect(body).toMatchObject({
      response_code: 1,
      error_code: "E42",
      delivery_status: "PARTIALLY_NOTIFIED",
      action_response: "Rejected",
      is_ds_verified: false,
    });
    expect(body).not.toHaveProperty("client_ip_address");
  });

  test("of an OTP, or without a callback_url, nothing is sent", async () => {
    const otp = await create({
      msg_type: "OTP",
      actions: undefined,
      callback_url: `${receiver.url}/otp`,
      expires_in: 1,
    });
    const silent = await create({ expires_in: 1 });
    await create({ callback_url: `${receiver.url}/witness`, expires_in: 2 });
    await callbackAt("/witness");
    await sleep(1000);
    expect(receiver.requestsTo("/otp")).toEqual([]);
    for (const { notification_uuid: uuid } of [otp, silent]) {
      const { body } = await tenant.api("GET", `/notifications/${uuid}`);
      expect(body.status).toBe("EXPIRED");
      expect(body).not.toHaveProperty("event_id");
    }
  });

  test("is sent again until the receiver takes it, with the application's credentials and signature", async () => {
    const own = await newTenant(cloud, "relid-config");
    const { status, body: application } = await cloud.operator(
      "PATCH",
      `/applications/${own.application}`,
      {
        callback_config: {
          basic_auth_username: "relid",
          basic_auth_password: "p4ss-of-relid",
          custom_headers: [{ header_name: "x-source", header_value: "the-relid-source" }],
          signature: { scheme: "hmac", secret: "the-callbacks-secret" },
          allowed_origins: [new URL(receiver.url).origin],
        },
      },
    );
    expect(status).toBe(200);
    const elsewhere = await own.api("POST", "/notifications", {
      ...NOTIFICATION,
      callback_url: "https://example.com/",
    });
    expect(elsewhere).toMatchObject({
      status: 422,
      body: { errors: [{ field: "callback_url", hint: expect.stringContaining(receiver.url) }] },
    });
    expect(JSON.stringify(application)).not.toContain("p4ss-of-relid");
    receiver.answer("/configured", [503, 204]);
    const { body } = await own.api("POST", "/notifications", {
      ...NOTIFICATION,
      callback_url: `${receiver.url}/configured`,
    });
    await own.api("POST", `/notifications/${body.notification_uuid}/response`, {
      action_response: "Approved",
    });
    const [first, second] = await receiver.waitFor(2, { path: "/configured" });
    expect(String(second?.body)).toBe(String(first?.body));
    expect(second?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from("relid:p4ss-of-relid").toString("base64")}`,
      "x-source": "the-relid-source",
      "x-signature": expect.stringMatching(/^[0-9a-f]{64}$/u),
      "ringback-attempt": "2",
    });
  });

  test.each([
    "http://10.0.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://user:password@example.com/",
    "nonsense",
  ])("is not sent to %s", async (url) => {
    const { status, body } = await tenant.api("POST", "/notifications", {
      ...NOTIFICATION,
      callback_url: url,
    });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([
      { field: "callback_url", hint: expect.stringMatching(/./) },
    ]);
  });

  test("an action that the notification does not offer is refused, with those that it does", async () => {
    const { notification_uuid: uuid } = await create();
    const { status, body } = await respond(uuid, { action_response: "Maybe" });
    expect(status).toBe(422);
    expect(body.errors[0]).toMatchObject({ field: "action_response" });
    expect(body.errors[0].hint).toContain("Approved, Rejected");
    const other = await newTenant(cloud, "relid-other");
    expect((await other.api("GET", `/notifications/${uuid}`)).status).toBe(404);
  });
});
