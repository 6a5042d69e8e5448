import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { callbackWebhookIdOf } from "../../lambdas/shared/domain/callback-webhook.ts";
import { newTenant, testCloud, type TestCloud, type TestTenant } from "../support/cloud.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";

/** Two hops of the test cloud and a rest. */
const EXPIRES_IN = 5;

let cloud: TestCloud;
let tenant: TestTenant;
let receiver: Receiver;

beforeAll(async () => {
  cloud = await testCloud();
  tenant = await newTenant(cloud, "relid");
  receiver = await startReceiver();
  const config = { basic_auth_username: "username", basic_auth_password: "password" };
  const answer = await cloud.operator("PATCH", `/applications/${tenant.application}`, {
    callback_config: config,
  });
  expect(answer.body.callback_config).toMatchObject({ basic_auth_username: "username" });
});

afterAll(() => receiver.close());

async function notify(path: string, more: object = {}): Promise<string> {
  const { status, body } = await tenant.api("POST", "/notifications", {
    user_id: "testuser",
    msg_id: "1234567890",
    msg_type: "TWO-WAY",
    expires_in: EXPIRES_IN,
    callback_url: `${receiver.url}${path}`,
    actions: ["Approved", { label: "Rejected" }],
    ...more,
  });
  expect(status).toBe(201);
  return body.notification_uuid;
}

const read = async (uuid: string) => (await tenant.api("GET", `/notifications/${uuid}`)).body;

describe("a notification", () => {
  test("that is answered calls back at once, once, with the application's credentials", async () => {
    const path = "/answered?from=relid";
    const uuid = await notify(path);
    const answer = await tenant.api("POST", `/notifications/${uuid}/response`, {
      action_response: "Approved",
      is_ds_verified: true,
      client_ip_address: "192.168.1.2",
    });
    expect(answer).toMatchObject({ status: 200, body: { status: "UPDATED" } });
    const [request] = await receiver.waitFor(1, { path: "/answered" });
    expect(request?.url).toBe(path);
    const { msg_type, actions, callback_url, event_id, ...callback } = answer.body;
    expect(request?.body.toString()).toBe(JSON.stringify(callback));
    expect({ msg_type, actions, callback_url }).toEqual({
      msg_type: "TWO-WAY",
      actions: ["Approved", "Rejected"],
      callback_url: `${receiver.url}${path}`,
    });
    expect(request?.headers).toMatchObject({
      authorization: `Basic ${btoa("username:password")}`,
      "ringback-event": event_id,
    });
    const event = await tenant.api("GET", `/events/${event_id}`);
    expect(event.body.deliveries).toMatchObject([
      { webhook_id: callbackWebhookIdOf(tenant, new URL(receiver.url).origin) },
    ]);
    const again = await tenant.api("POST", `/notifications/${uuid}/response`, {
      action_response: "Rejected",
    });
    expect(again.status).toBe(409);
  });

  test("that nobody answers calls back when it expires, never before, hop by hop", async () => {
    const uuid = await notify("/expired");
    const [request] = await receiver.waitFor(1, { path: "/expired" });
    const shown = await read(uuid);
    expect(shown).toMatchObject({ status: "EXPIRED", action_response: "NONE" });
    expect(request?.receivedAtMs).toBeGreaterThanOrEqual(Date.parse(shown.expiry_timestamp));
    expect(JSON.parse(request?.body.toString() ?? "")).toMatchObject({
      notification_uuid: uuid,
      status: "EXPIRED",
      update_ts: shown.expiry_timestamp,
    });
    expect(request?.headers["ringback-event"]).toBe(shown.event_id);
  });

  test("leaves no wake behind, and its callbacks came once each", async () => {
    await expect
      .poll(() => queueProbe(cloud, "notification_expiry").depth(), { timeout: 30_000 })
      .toBe(0);
    expect(receiver.requestsTo("/answered")).toHaveLength(1);
    expect(receiver.requestsTo("/expired")).toHaveLength(1);
  });

  test("of an OTP, or without a URL, is kept and calls nobody", async () => {
    const otp = await notify("/otp", { msg_type: "OTP", actions: undefined });
    const silent = await notify("/silent", { callback_url: undefined });
    for (const uuid of [otp, silent]) expect(await read(uuid)).not.toHaveProperty("callback_url");
    expect(await queueProbe(cloud, "notification_expiry").depth()).toBe(0);
  });
});
