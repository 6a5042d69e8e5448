import { describe, expect, test } from "vitest";

import { eventIdOf } from "../../../../lambdas/shared/domain/identifiers.ts";
import { callbackPayloadOf } from "../../../../lambdas/shared/domain/notification-callback.ts";
import { ACME, GLOBEX } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { fieldErrorsOf } from "../../../support/webhook-requests.ts";

const bed = freshTestBed();

const TWO_WAY = {
  user_id: "testuser",
  msg_id: "1234567890",
  msg_type: "TWO-WAY",
  expires_in: 180,
  callback_url: "https://example.com/callback?x=1",
  actions: ["Approved", { label: "Rejected", style: "red" }],
  delivery_status: "NOTIFIED",
};
const { callback_url: _, ...SILENT } = TWO_WAY;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;
const RESPONSE = { action_response: "Approved", is_ds_verified: true };

async function create(body: object = TWO_WAY, headers?: Readonly<Record<string, string>>) {
  const answer = await bed.admin("POST", "/notifications", body, headers);
  expect(answer.status).toBe(201);
  return answer.body as { readonly notification_uuid: string };
}

function respond(
  uuid: string,
  body: object = RESPONSE,
  headers?: Readonly<Record<string, string>>,
) {
  return bed.admin("POST", `/notifications/${uuid}/response`, body, headers);
}

describe("POST /notifications", () => {
  test("answers with the uuid and what is known so far", async () => {
    const made = await create();
    expect(made).toEqual({
      user_id: "testuser",
      notification_uuid: expect.stringMatching(UUID),
      status: "PENDING",
      delivery_status: "NOTIFIED",
      msg_id: "1234567890",
      verification_mode: "REL-ID",
      original_verification_mode: "REL-ID",
      create_ts: "2026-01-31T12:00:00Z",
      expiry_timestamp: "2026-01-31T12:03:00Z",
      msg_type: "TWO-WAY",
      actions: ["Approved", "Rejected"],
      callback_url: "https://example.com/callback?x=1",
    });
    const path = `/notifications/${made.notification_uuid}`;
    expect((await bed.admin("GET", path)).body).toEqual(made);
  });

  test("sends one wake for its expiry", async () => {
    const { notification_uuid: uuid } = await create();
    const createdAtMs = bed.clock.nowMs;
    const expiresAtMs = createdAtMs + 180_000;
    expect(bed.wakes).toEqual([{ ...ACME, uuid, createdAtMs, expiresAtMs, untilMs: expiresAtMs }]);
  });

  test("makes nothing when the wake cannot be sent", async () => {
    const sendWake = () => Promise.reject(Object.assign(new Error("no"), { code: "ECONNRESET" }));
    const uuids: string[] = [];
    const notifications = {
      ...bed.ports.notifications,
      async create(notification: { readonly uuid: string }) {
        uuids.push(notification.uuid);
        return true;
      },
    };
    const { admin } = bed.handlerWith({ sendWake, notifications });
    expect((await admin("POST", "/notifications", TWO_WAY)).status).toBe(503);
    expect(uuids).toEqual([]);
  });

  test("without a callback URL, or for an OTP, sends no wake and makes no webhook", async () => {
    await create(SILENT);
    const otp = { ...SILENT, msg_type: "OTP", actions: undefined };
    expect(await create({ ...otp, callback_url: "not even a URL" })).not.toHaveProperty(
      "callback_url",
    );
    expect(await create({ ...otp, actions: ["Resend"] })).toMatchObject({ actions: ["Resend"] });
    expect(bed.wakes).toEqual([]);
    expect(await bed.stores.webhooks.list(ACME, undefined, 10)).toEqual([]);
  });

  test("repeated under its idempotency key after a crash finds its own work", async () => {
    const headers = { "idempotency-key": "once" };
    const key = await bed.keyOf("admin");
    const { notifications } = bed.ports;
    const dying = {
      ...notifications,
      async create(notification: Parameters<typeof notifications.create>[0]) {
        await notifications.create(notification);
        throw Object.assign(new Error("killed"), { code: "ECONNRESET" });
      },
    };
    const asked = { key, body: TWO_WAY, headers };
    const { ask } = bed.handlerWith({ notifications: dying });
    expect((await ask("POST", "/notifications", asked)).status).toBe(503);
    bed.clock.nowMs += 1000;
    const again = await bed.ask("POST", "/notifications", asked);
    expect(again).toMatchObject({ status: 201, body: { create_ts: "2026-01-31T12:00:00Z" } });
    expect(new Set(bed.wakes.map(({ uuid }) => uuid))).toEqual(
      new Set([again.body.notification_uuid]),
    );
    expect((await bed.ask("POST", "/notifications", asked)).text).toBe(again.text);
  });

  test.each([
    [{ user_id: undefined }, "user_id", "is missing"],
    [{ msg_id: "" }, "msg_id", "is empty"],
    [{ msg_type: "SMS" }, "msg_type", "is not one of the known values"],
    [{ msg_type: undefined }, "msg_type", "is missing"],
    [{ expires_in: 0 }, "expires_in", "is too small"],
    [{ expires_in: 2_592_001 }, "expires_in", "is too big"],
    [{ expires_in: 1.5 }, "expires_in", "expected a whole number, got a number"],
    [{ actions: undefined }, "actions", "is missing"],
    [{ actions: [] }, "actions", "is empty"],
    [{ actions: Array.from({ length: 21 }, (__, n) => `a${n}`) }, "actions", "is too long"],
    [{ actions: ["NONE"] }, "actions[0]", "is NONE"],
    [{ actions: ["a", { label: "a" }] }, "actions[1]", "is given twice"],
    [{ actions: ["a", 7] }, "actions[1]", "is no action"],
    [{ actions: [{ name: "a" }] }, "actions[0]", "is no action"],
    [{ actions: ["a".repeat(65)] }, "actions[0]", "is no action"],
    [{ actions: [""] }, "actions[0]", "is no action"],
    [{ delivery_status: "LOST" }, "delivery_status", "is not one of the known values"],
    [{ verification_mode: "x".repeat(65) }, "verification_mode", "is too long"],
    [{ callback_url: "http://example.com/" }, "callback_url", "the scheme http:// is not allowed"],
    [{ callback_url: null }, "callback_url", "expected text, got null"],
    [{ colour: "red" }, "colour", "is not a known field"],
  ])("refuses %j", async (change, field, message) => {
    const answer = await bed.admin("POST", "/notifications", { ...TWO_WAY, ...change });
    expect(fieldErrorsOf(answer)).toContain(`${field} ${message}`);
    expect(bed.wakes).toEqual([]);
  });

  test("refuses a callback URL into the own network, with a hint", async () => {
    const change = { callback_url: "https://169.254.169.254/latest" };
    const answer = await bed.admin("POST", "/notifications", { ...TWO_WAY, ...change });
    expect(answer.body.errors).toEqual([
      {
        field: "callback_url",
        message: "leads to 169.254.169.254, which is not globally routable (link local)",
        hint: "use a publicly reachable host",
      },
    ]);
  });
});

describe("POST /notifications/{uuid}/response", () => {
  test("records what the user chose, and calls back at once", async () => {
    const { notification_uuid: uuid } = await create();
    bed.clock.nowMs += 15_000;
    const answer = await respond(uuid, {
      ...RESPONSE,
      client_ip_address: "192.168.1.2",
      response_code: 1,
      error_code: "E-17",
      delivery_status: "PARTIALLY_NOTIFIED",
    });
    const callback = {
      user_id: "testuser",
      notification_uuid: uuid,
      response_code: 1,
      error_code: "E-17",
      status: "UPDATED",
      delivery_status: "PARTIALLY_NOTIFIED",
      action_response: "Approved",
      is_ds_verified: true,
      msg_id: "1234567890",
      verification_mode: "REL-ID",
      original_verification_mode: "REL-ID",
      create_ts: "2026-01-31T12:00:00Z",
      update_ts: "2026-01-31T12:00:15Z",
      expiry_timestamp: "2026-01-31T12:03:00Z",
      client_ip_address: "192.168.1.2",
    };
    expect(answer).toMatchObject({ status: 200, body: callback });
    expect(answer.body.event_id).toBe(eventIdOf(ACME, "notification", uuid));
    expect(bed.callbacks.map((settled) => callbackPayloadOf(settled))).toEqual([
      JSON.stringify(callback),
    ]);
    expect((await bed.admin("GET", `/notifications/${uuid}`)).body).toEqual(answer.body);
  });

  test("is taken once: the next one is told so, and calls back again in case the first died", async () => {
    const { notification_uuid: uuid } = await create();
    await respond(uuid);
    const second = await respond(uuid, { action_response: "Rejected" });
    expect(second).toMatchObject({
      status: 409,
      body: { type: "urn:ringback:problem:conflict", detail: expect.stringContaining("answered") },
    });
    const payloads = bed.callbacks.map((settled) => callbackPayloadOf(settled));
    expect(payloads).toHaveLength(2);
    expect(new Set(payloads).size).toBe(1);
    bed.clock.nowMs += 30 * 86_400_000;
    expect((await respond(uuid)).status).toBe(409);
    expect(bed.callbacks).toHaveLength(2);
  });

  test("comes too late from the moment of expiry on", async () => {
    const { notification_uuid: uuid } = await create();
    bed.clock.nowMs += 180_000;
    expect(await respond(uuid)).toMatchObject({
      status: 409,
      body: { detail: "The notification has expired." },
    });
    expect(bed.callbacks).toEqual([]);
    const { body } = await bed.admin("GET", `/notifications/${uuid}`);
    expect(body).toMatchObject({ status: "EXPIRED", action_response: "NONE", response_code: 0 });
    expect(body).not.toHaveProperty("event_id");
    await bed.ports.notifications.recordOutcome(ACME, uuid, { state: "EXPIRED" });
    expect((await respond(uuid)).status).toBe(409);
    expect(bed.callbacks).toMatchObject([{ state: "EXPIRED" }]);
    expect((await bed.admin("GET", `/notifications/${uuid}`)).body).toHaveProperty("event_id");
  });

  test("repeated under its idempotency key after the bus was down is answered with its own work", async () => {
    const { notification_uuid: uuid } = await create();
    const headers = { "idempotency-key": "once" };
    bed.bus.publication = "unavailable";
    expect((await respond(uuid, RESPONSE, headers)).status).toBe(503);
    bed.bus.publication = "published";
    bed.clock.nowMs += 200_000;
    const again = await respond(uuid, RESPONSE, headers);
    expect(again).toMatchObject({
      status: 200,
      body: { status: "UPDATED", update_ts: "2026-01-31T12:00:00Z" },
    });
    expect(bed.callbacks).toHaveLength(1);
  });

  test("does not call back where there is no URL", async () => {
    const { notification_uuid: uuid } = await create(SILENT);
    const answer = await respond(uuid);
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty("event_id");
    expect(bed.callbacks).toEqual([]);
  });

  test("must be one of the actions, which the refusal names", async () => {
    const { notification_uuid: uuid } = await create();
    const hintOf = async (id: string) =>
      (await respond(id, { action_response: "Maybe" })).body.errors[0];
    expect(await hintOf(uuid)).toEqual({
      field: "action_response",
      message: "is none of the notification's actions",
      hint: "Approved, Rejected",
    });
    const otp = await create({ ...SILENT, msg_type: "OTP", actions: undefined });
    expect((await hintOf(otp.notification_uuid)).hint).toBe("this notification has no actions");
  });

  test.each([
    [{ action_response: undefined }, "action_response", "is missing"],
    [{ error_code: 17 }, "error_code", "goes with response_code 1 only"],
    [{ response_code: 0, error_code: "E" }, "error_code", "goes with response_code 1 only"],
    [{ response_code: 2 }, "response_code", "is not one of the known values"],
    [{ response_code: 1, error_code: 1.5 }, "error_code", "is no error code"],
    [{ response_code: 1, error_code: "" }, "error_code", "is no error code"],
    [{ response_code: 1, error_code: "x".repeat(65) }, "error_code", "is no error code"],
    [{ client_ip_address: "example.com" }, "client_ip_address", "is no IP address"],
    [{ client_ip_address: "fe80::1%eth0" }, "client_ip_address", "is no IP address"],
    [{ is_ds_verified: "yes" }, "is_ds_verified", "expected true or false, got text"],
  ])("refuses %j", async (change, field, message) => {
    const { notification_uuid: uuid } = await create();
    const answer = await respond(uuid, { ...RESPONSE, ...change });
    expect(fieldErrorsOf(answer)).toContain(`${field} ${message}`);
    expect(bed.callbacks).toEqual([]);
  });

  test.each(["2001:db8::1", "::ffff:192.0.2.1", "10.0.0.1"])("takes the address %s", async (ip) => {
    const { notification_uuid: uuid } = await create();
    const { body } = await respond(uuid, { ...RESPONSE, client_ip_address: ip });
    expect(body.client_ip_address).toBe(ip);
  });

  test("takes a whole number as error code", async () => {
    const { notification_uuid: uuid } = await create();
    const { body } = await respond(uuid, { ...RESPONSE, response_code: 1, error_code: 17 });
    expect(body).toMatchObject({ response_code: 1, error_code: 17 });
  });
});

describe("who may", () => {
  test("make and answer notifications: admin and publisher; read them: all", async () => {
    const { notification_uuid: uuid } = await create();
    const path = `/notifications/${uuid}`;
    for (const [role, may] of [
      ["publisher", true],
      ["manager", false],
      ["reader", false],
    ] as const) {
      const refused = may ? 201 : 403;
      expect((await bed.as(role, "POST", "/notifications", TWO_WAY)).status).toBe(refused);
      const { status } = await bed.as(role, "POST", `${path}/response`, RESPONSE);
      expect(status === 403).toBe(!may);
      expect((await bed.as(role, "GET", path)).status).toBe(200);
    }
  });

  test("another tenant sees none", async () => {
    const { notification_uuid: uuid } = await create();
    const ask = (method: string, path: string, body?: unknown) =>
      bed.admin(method, path, body, undefined, GLOBEX);
    expect((await ask("GET", `/notifications/${uuid}`)).status).toBe(404);
    expect((await ask("POST", `/notifications/${uuid}/response`, RESPONSE)).status).toBe(404);
    expect((await ask("GET", "/notifications/1")).status).toBe(404);
  });
});
