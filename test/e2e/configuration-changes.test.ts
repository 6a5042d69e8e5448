import { describe, expect, test } from "vitest";

import { apiCaller } from "../support/cloud.ts";
import { publish } from "../support/producer.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { createWebhook, defineEventTypes, fixedRetry } from "../support/test-webhook.ts";

const { cloud, tenant, receiver, publishOne, webhookAt } = await startScenario("changes");

/**
 * Publishes an event and waits until it has come to the witness: by then it has been fanned out.
 */
async function publishWitnessed(type: string, number: number): Promise<void> {
  await publishOne(type);
  await receiver.waitFor(number, { path: `/witness/${type}` });
}

async function createWitness(type: string): Promise<void> {
  await webhookAt(`/witness/${type}`, [type]);
}

describe.concurrent("a change of a webhook holds for every event published after its answer", () => {
  test("another endpoint", async () => {
    const id = await webhookAt("/moving/0", ["MOVING"]);
    // With every round the functions are warmer, and remember more of what is no longer so.
    for (let round = 1; round <= 5; round += 1) {
      const endpoint = `${receiver.url}/moving/${round}`;
      const { status, body } = await tenant.api("PATCH", `/webhooks/${id}`, { endpoint });
      expect({ status, body }).toMatchObject({ status: 200, body: { id, endpoint } });
      await publishOne("MOVING", { round });
      const [request] = await receiver.waitFor(1, { path: `/moving/${round}` });
      expect(String(request?.body)).toBe(JSON.stringify({ round }));
    }
    const arrived = receiver.requests.filter(({ url }) => url.startsWith("/moving/"));
    expect(arrived).toHaveLength(5);
  });

  test("other event types", async () => {
    await createWitness("LATER");
    const id = await webhookAt("/types", ["EARLIER"]);
    await publishWitnessed("LATER", 1);
    await tenant.api("PATCH", `/webhooks/${id}`, { events: ["LATER"] });
    await publishWitnessed("LATER", 2);
    await receiver.waitFor(1, { path: "/types" });
    await tenant.api("PATCH", `/webhooks/${id}`, { events: ["EARLIER"] });
    await publishWitnessed("LATER", 3);
    expect(receiver.requestsTo("/types")).toHaveLength(1);
  });

  test("other credentials, those that are not named staying", async () => {
    const id = await webhookAt("/secrets", ["SECRETS"], {
      basic_auth_username: "ann",
      basic_auth_password: "first",
      custom_headers: [
        { header_name: "x-one", header_value: "1" },
        { header_name: "x-two", header_value: "2" },
      ],
    });
    await publishOne("SECRETS");
    await receiver.waitFor(1, { path: "/secrets" });
    const { status, text } = await tenant.api("PATCH", `/webhooks/${id}`, {
      config: {
        basic_auth_username: "bob",
        custom_headers: [{ header_name: "x-two" }, { header_name: "x-three", header_value: "3" }],
      },
    });
    expect(status).toBe(200);
    expect(text).not.toContain("first");
    await publishOne("SECRETS");
    const [before, after] = await receiver.waitFor(2, { path: "/secrets" });
    expect(before?.headers).toMatchObject({
      authorization: `Basic ${btoa("ann:first")}`,
      "x-one": "1",
      "x-two": "2",
    });
    expect(after?.headers).toMatchObject({
      authorization: `Basic ${btoa("bob:first")}`,
      "x-two": "2",
      "x-three": "3",
    });
    expect(after?.headers).not.toHaveProperty("x-one");
  });

  test("its deletion, whereupon what waits for it is dropped", async () => {
    await createWitness("DELETED");
    receiver.answer("/deleted", [503]);
    // Longer than the 30 s for which a configuration may be remembered for deliveries on their way.
    const config = { retry: fixedRetry(2, 31) };
    const endpoint = `${receiver.url}/deleted`;
    const id = await createWebhook(tenant, { endpoint, events: ["DELETED"], config });
    await publishWitnessed("DELETED", 1);
    const [first] = await receiver.waitFor(1, { path: "/deleted" });
    expect((await tenant.api("DELETE", `/webhooks/${id}`)).status).toBe(204);
    expect((await tenant.api("GET", `/webhooks/${id}`)).status).toBe(404);
    await publishWitnessed("DELETED", 2);
    const [notice] = await queueProbe(cloud, "dropped").take(
      1,
      ({ webhook_id: webhookId }) => webhookId === id,
      50_000,
    );
    expect(notice).toMatchObject({
      delivery_id: first?.headers["ringback-delivery"],
      reason: "webhook_deleted",
      attempts: 1,
      last_outcome: "503",
    });
    expect(receiver.requestsTo("/deleted")).toHaveLength(1);
    const { body } = await tenant.api("GET", `/deliveries/${notice.delivery_id}`);
    expect(body).toMatchObject({ status: "dropped", drop_reason: "webhook_deleted" });
  });
});

test("production and sandbox have webhooks of their own", async () => {
  const request = { name: "sandbox", role: "admin", application: tenant.application };
  const { body: made } = await cloud.operator("POST", "/api-keys", {
    ...request,
    environment: "sandbox",
  });
  const sandbox = apiCaller(cloud.api_url, made.key);
  await defineEventTypes({ api: sandbox }, ["WHERE"]);
  const { body: webhook } = await sandbox("POST", "/webhooks", {
    endpoint: `${receiver.url}/sandbox`,
    events: ["WHERE"],
  });
  expect(webhook.environment).toBe("sandbox");
  await webhookAt("/production", ["WHERE"]);
  const { application } = tenant;
  await publish(cloud, [
    { type: "WHERE", detail: { application, environment: "sandbox", payload: { in: "sandbox" } } },
    { type: "WHERE", detail: { application, payload: { in: "production" } } },
  ]);
  const [inSandbox] = await receiver.waitFor(1, { path: "/sandbox" });
  const [production] = await receiver.waitFor(1, { path: "/production" });
  expect(String(inSandbox?.body)).toBe('{"in":"sandbox"}');
  expect(String(production?.body)).toBe('{"in":"production"}');
  expect((await tenant.api("GET", `/webhooks/${webhook.id}`)).status).toBe(404);
});
