import { expect, test, vi } from "vitest";

import { apiCaller, newTenant } from "../support/cloud.ts";
import { functionLog } from "../support/function-log.ts";
import { startScenario } from "../support/scenario.ts";
import { createWebhook, defineEventTypes } from "../support/test-webhook.ts";

const { cloud, tenant, receiver } = await startScenario("portal");
const { api, application, environment } = tenant;
await defineEventTypes(tenant, ["SHOWN"]);

const ORIGIN = "https://backoffice.example.com";
const anyone = apiCaller(cloud.api_url);

/** Makes a link, and takes its address apart as the page does. */
async function makeLink(more: object = {}) {
  const link = { permissions: ["webhooks:read", "deliveries:read"], frame_origins: [ORIGIN] };
  const { status, body } = await api("POST", "/portal-links", { ...link, ...more });
  expect(status).toBe(201);
  const page = new URL(body.url as string, `${cloud.api_url}/`);
  return { id: body.id as string, page, code: page.hash.slice(1) };
}

test("a link shows the portal to the pages that may frame it, and its code opens it once", async () => {
  const { id, page, code } = await makeLink({ name: "Ann" });
  const { status, headers } = await fetch(page);
  expect(status).toBe(200);
  expect(headers.get("content-security-policy")).toContain(`frame-ancestors ${ORIGIN}`);

  const exchange = () => anyone("POST", `/portal-links/${id}/exchange`, { code });
  const answers = await Promise.all([exchange(), exchange(), exchange()]);
  expect(answers.map((answer) => answer.status).toSorted()).toEqual([200, 404, 404]);
  const opened = answers.find((answer) => answer.status === 200);
  const session = apiCaller(cloud.api_url, opened?.body.sessions[0].token as string);

  const caller = await session("GET", "/caller");
  expect(caller.body).toMatchObject({
    kind: "portal-link",
    id,
    name: "Ann",
    application,
    environment,
  });
  const webhook = await createWebhook(tenant, { endpoint: receiver.url, events: ["SHOWN"] });
  const { body: list } = await session("GET", "/webhooks");
  expect(list.data).toMatchObject([{ id: webhook }]);
  const changed = await session("PATCH", `/webhooks/${webhook}`, { name: "mine" });
  expect(changed.status).toBe(403);
  const other = await newTenant(cloud, "portal-other");
  const theirs = await createWebhook(other, { endpoint: receiver.url, events: ["PIN_CHANGE"] });
  expect((await session("GET", `/webhooks/${theirs}`)).status).toBe(404);

  await vi.waitFor(
    async () => {
      const lines = await functionLog(cloud, "config-api");
      const uses = lines.filter((line) => line.message === "request" && line.caller === id);
      expect(uses.length).toBeGreaterThanOrEqual(4);
    },
    { timeout: 20_000, interval: 500 },
  );
});

test("a link that is revoked ends its session within 30 seconds, and is framed by nobody", async () => {
  const { id, page, code } = await makeLink();
  const { body } = await anyone("POST", `/portal-links/${id}/exchange`, { code });
  const session = apiCaller(cloud.api_url, body.sessions[0].token as string);
  expect((await session("GET", "/webhooks")).status).toBe(200);
  expect((await api("DELETE", `/portal-links/${id}`)).status).toBe(204);
  await vi.waitFor(
    async () => {
      expect((await session("GET", "/webhooks")).status).toBe(401);
      const policy = (await fetch(page)).headers.get("content-security-policy");
      expect(policy).toContain("frame-ancestors 'none'");
    },
    { timeout: 35_000, interval: 1000 },
  );
});
