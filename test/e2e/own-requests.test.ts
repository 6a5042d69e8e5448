import { afterEach, expect, test } from "vitest";

import { newTenant, testCloud } from "../support/cloud.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { startRelay } from "../support/relay.ts";
import { createWebhook, defineEventTypes, fixedRetry } from "../support/test-webhook.ts";

const cloud = await testCloud();
const tenant = await newTenant(cloud, "own-requests");
const closings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

test("a webhook cannot point at the API itself, however its host is written", async () => {
  const { port } = new URL(cloud.api_url);
  for (const host of ["127.0.0.1", "127.1", "0x7f.0.0.1", "2130706433"]) {
    const endpoint = `http://${host}:${port}${new URL(cloud.api_url).pathname}/events`;
    const { status, body } = await tenant.api("POST", "/webhooks", { endpoint, events: ["*"] });
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      expect.objectContaining({
        field: "endpoint",
        message: "is this installation of Ringback itself",
      }),
    ]);
  }
});

test("a delivery that a proxy passes on to the API is answered 508, and nothing rings", async () => {
  await defineEventTypes(tenant, ["RING"]);
  // As it is: the webhook's custom header holds a key that may publish, the body is a right one.
  const relay = await startRelay(cloud.api_url, (request) => ({ ...request, path: "/events" }));
  closings.push(relay.close);
  await createWebhook(tenant, {
    endpoint: relay.url,
    events: ["RING"],
    config: {
      custom_headers: [{ header_name: "authorization", header_value: `Bearer ${tenant.apiKey}` }],
      retry: fixedRetry(2, 1),
    },
  });
  const payload = { type: "RING", payload: { any: "thing" } };
  const { body } = await tenant.api("POST", "/events", { type: "RING", id: "ring-1", payload });
  const isOurs = ({ event_id: id }: Record<string, unknown>) => id === body.data[0].id;
  const [notice] = await queueProbe(cloud, "dropped").take(1, isOurs);
  expect(notice).toMatchObject({ reason: "attempts_spent", attempts: 2, last_outcome: "508" });
  expect(relay.statuses).toEqual([508, 508]);
});

test("routes that the gateway declares are served as all others are, and compressed", async () => {
  const api = cloud.api_url;
  const page = await fetch(`${api}/docs`, { headers: { "accept-encoding": "gzip" } });
  expect(page.headers.get("content-encoding")).toBe("gzip");
  expect(await page.text()).toContain("</html>");
  expect((await fetch(`${api}/health`)).status).toBe(200);
  expect((await fetch(`${api}/signing-keys/00000000-0000-4000-8000-000000000000`)).status).toBe(
    404,
  );
  const absent = await tenant.api("POST", `/webhooks/wh_${"0".repeat(22)}/test`);
  expect(absent).toMatchObject({ status: 404, body: { detail: "There is no such webhook." } });
  const around = await tenant.api("POST", `/webhooks/wh_${"0".repeat(22)}/test/`);
  expect(around).toMatchObject({ status: 404, body: { detail: expect.stringMatching(/slash/u) } });
});
