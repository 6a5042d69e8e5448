import { describe, expect, test } from "vitest";

import { newTenant } from "../../support/cloud.ts";
import { publish } from "../../support/producer.ts";
import { queueProbe } from "../../support/queue-probe.ts";
import { startScenario } from "../../support/scenario.ts";
import { createWebhook } from "../../support/test-webhook.ts";
import { vector } from "../../support/vector.ts";
import { within } from "../../support/within.ts";

const OPERATION = JSON.parse(vector("powerauth/operation-status-change.corrected.json"));
const REGISTRATION = JSON.parse(vector("powerauth/registration-status-change.corrected.json"));
/** "httpBasic" of the document's INSERT. */
const BASIC = {
  basic_auth_username: "basic_http_username",
  basic_auth_password: "basic_http_password",
};

const { cloud, tenant: mobile, receiver } = await startScenario("powerauth-mobile");
const cards = await newTenant(cloud, "powerauth-cards");

function operation(changes: object = {}): Record<string, unknown> {
  return { ...OPERATION, applications: [mobile.application, cards.application], ...changes };
}

async function publishOne(type: string, payload: object, applications?: readonly string[]) {
  const to = applications === undefined ? { application: mobile.application } : { applications };
  await publish(cloud, [{ type, detail: { ...to, payload } }]);
}

async function bodyAt(path: string): Promise<unknown> {
  const [request] = await receiver.waitFor(1, { path });
  return JSON.parse(String(request?.body));
}

describe.concurrent("PowerAuth callbacks", () => {
  test("an operation for several applications reaches each one's webhooks once, naming them all", async () => {
    for (const [tenant, path] of [
      [mobile, "/mobile"],
      [cards, "/cards"],
    ] as const) {
      const endpoint = `${receiver.url}${path}`;
      const events = ["OPERATION_STATUS_CHANGE"];
      await createWebhook(tenant, { endpoint, events, config: BASIC });
    }
    const payload = operation();
    const applications = [mobile.application, cards.application];
    await publishOne("OPERATION_STATUS_CHANGE", payload, applications);
    expect(await bodyAt("/mobile")).toEqual(payload);
    expect(await bodyAt("/cards")).toEqual(payload);
    // One for somebody else, and back: nothing came twice.
    await publishOne("OPERATION_STATUS_CHANGE", operation({ status: "CANCELED" }), applications);
    await receiver.waitFor(2, { path: "/cards" });
    await receiver.waitFor(2, { path: "/mobile" });
    const bodies = receiver.requestsTo("/mobile").map(({ body }) => JSON.parse(String(body)));
    expect(bodies.map(({ status }) => status)).toEqual([payload["status"], "CANCELED"]);
    for (const { headers } of receiver.requestsTo("/cards")) {
      const credentials = Buffer.from("basic_http_username:basic_http_password");
      expect(headers.authorization).toBe(`Basic ${credentials.toString("base64")}`);
      expect(headers["content-type"]).toBe("application/json");
      expect(headers).not.toHaveProperty("jws-signature");
      expect(headers).not.toHaveProperty("x-signature");
    }
  });

  test("the two types are told apart by the discriminator, each at its own webhook and at one for both", async () => {
    const both = ["OPERATION_STATUS_CHANGE", "REGISTRATION_STATUS_CHANGE"];
    const tenant = await newTenant(cloud, "powerauth-types");
    for (const events of [...both.map((type) => [type]), both]) {
      await createWebhook(tenant, { endpoint: `${receiver.url}/types-${events.length}`, events });
    }
    const detail = (payload: object) => ({ application: tenant.application, payload });
    await publish(cloud, [
      { type: "OPERATION_STATUS_CHANGE", detail: detail(OPERATION) },
      { type: "REGISTRATION_STATUS_CHANGE", detail: detail(REGISTRATION) },
    ]);
    const atBoth = await receiver.waitFor(2, { path: "/types-2" });
    const atOne = await receiver.waitFor(2, { path: "/types-1" });
    const types = (requests: typeof atOne) =>
      requests.map(({ body }) => JSON.parse(String(body)).type).toSorted();
    expect(types(atBoth)).toEqual(both);
    expect(types(atOne)).toEqual(both);
  });

  test('"attributes": [] sends the mandatory ones and nothing else', async () => {
    const tenant = await newTenant(cloud, "powerauth-none");
    const events = ["OPERATION_STATUS_CHANGE", "REGISTRATION_STATUS_CHANGE"];
    await createWebhook(tenant, { endpoint: `${receiver.url}/none`, events, attributes: [] });
    const { application } = tenant;
    await publish(cloud, [
      { type: "OPERATION_STATUS_CHANGE", detail: { application, payload: OPERATION } },
      { type: "REGISTRATION_STATUS_CHANGE", detail: { application, payload: REGISTRATION } },
    ]);
    const bodies = (await receiver.waitFor(2, { path: "/none" })).map(({ body }) => String(body));
    expect(bodies.toSorted()).toEqual([
      JSON.stringify({ type: "OPERATION_STATUS_CHANGE", operationId: OPERATION.operationId }),
      JSON.stringify({
        type: "REGISTRATION_STATUS_CHANGE",
        activationId: REGISTRATION.activationId,
      }),
    ]);
  });

  test("chosen attributes are sent in the order of the event, numbers as they were written", async () => {
    const tenant = await newTenant(cloud, "powerauth-some");
    const attributes = ["status", "parameters", "additionalData", "userId"];
    await createWebhook(tenant, {
      endpoint: `${receiver.url}/some`,
      events: ["OPERATION_STATUS_CHANGE"],
      attributes,
    });
    const payload = `{ "userId": "u", "additionalData": {"amount": 5.00, "2": 1, "1": 2},
      "data": "A1*A5.00EUR", "status": "PENDING", "operationId": "o-1", "unlisted": true,
      "type": "OPERATION_STATUS_CHANGE", "parameters": {"amount": "5.00"} }`;
    // Straight to the events queue: not every bus keeps the text of numbers.
    const envelope = '"id":"1","source":"com.example","detail-type":"OPERATION_STATUS_CHANGE"';
    const detail = `{"application":"${tenant.application}","payload":${payload}}`;
    await queueProbe(cloud, "events").send(`{${envelope},"detail":${detail}}`);
    const [request] = await receiver.waitFor(1, { path: "/some" });
    expect(String(request?.body)).toBe(
      '{"userId":"u","additionalData":{"amount":5.00,"2":1,"1":2},"status":"PENDING",' +
        '"operationId":"o-1","type":"OPERATION_STATUS_CHANGE","parameters":{"amount":"5.00"}}',
    );
    const id = String(request?.headers["ringback-delivery"]);
    await within({ timeoutMs: 10_000 }, async () => {
      const { body: shown } = await tenant.api("GET", `/deliveries/${id}`);
      expect(shown.body).toBe(String(request?.body));
    });
  });

  test("without a selection the default set is sent: additionalData of a registration is not in it", async () => {
    const tenant = await newTenant(cloud, "powerauth-default");
    const events = ["REGISTRATION_STATUS_CHANGE"];
    const [all, more] = ["/default", "/additional"];
    await createWebhook(tenant, { endpoint: `${receiver.url}${all}`, events });
    const attributes = ["additionalData"];
    await createWebhook(tenant, { endpoint: `${receiver.url}${more}`, events, attributes });
    const payload = { ...REGISTRATION, additionalData: { tier: "gold" } };
    const detail = { application: tenant.application, payload };
    await publish(cloud, [{ type: "REGISTRATION_STATUS_CHANGE", detail }]);
    expect(await bodyAt(all)).toEqual(REGISTRATION);
    expect(await bodyAt(more)).toEqual({
      type: "REGISTRATION_STATUS_CHANGE",
      activationId: REGISTRATION.activationId,
      additionalData: { tier: "gold" },
    });
  });
});
