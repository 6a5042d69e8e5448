import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, test } from "vitest";

import { apiCaller, type ApiCaller, newTenant, untilKeyIsTold } from "../support/cloud.ts";
import { publish } from "../support/producer.ts";
import { startScenario } from "../support/scenario.ts";
import { createWebhook, defineEventTypes } from "../support/test-webhook.ts";

/** The last part of an id that names nothing. */
const NOBODY = "0".repeat(22);

const { cloud, tenant, receiver } = await startScenario("access");
await defineEventTypes(tenant, ["ROLE", "MINE"]);

/** Makes an API key of the tenant and a caller that uses it. */
async function callerWith(role: string, more: object = {}): Promise<ApiCaller & { id: string }> {
  const request = { name: role, role, application: tenant.application, environment: "production" };
  const { status, body } = await cloud.operator("POST", "/api-keys", { ...request, ...more });
  expect(status).toBe(201);
  return Object.assign(apiCaller(cloud.api_url, body.key), { id: body.id as string });
}

test("health and documents need no key", async () => {
  const anyone = apiCaller(cloud.api_url);
  expect(await anyone("GET", "/health")).toMatchObject({ status: 200 });
  const { status, body } = await anyone("GET", "/openapi.json");
  expect(status).toBe(200);
  expect(body.openapi).toMatch(/^3\.1\./);
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining([
      "/webhooks",
      "/webhooks/{id}",
      "/deliveries/{id}",
      "/events",
      "/api-keys",
    ]),
  );
  const docs = await anyone("GET", "/docs");
  expect(docs.status).toBe(200);
  expect(docs.headers.get("content-type")).toMatch(/^text\/html/);
});

function otherSecret(key: string): string {
  return `${key.slice(0, -32)}${"A".repeat(32)}`;
}

describe("a call without a valid key is refused with 401", () => {
  test.each([
    ["no key", (): Record<string, string> => ({})],
    ["another scheme", () => ({ authorization: `Basic ${btoa("user:password")}` })],
    ["an unknown key", () => ({ authorization: "Bearer nobody" })],
    [
      "a key of nobody",
      () => ({ authorization: `Bearer rbk_nobody_production_${"a".repeat(12)}_${"b".repeat(32)}` }),
    ],
    [
      "the right key with another secret",
      () => ({ authorization: `Bearer ${otherSecret(tenant.apiKey)}` }),
    ],
    [
      "the key of the other environment",
      () => ({ authorization: `Bearer ${tenant.apiKey.replace("_production_", "_sandbox_")}` }),
    ],
    ["a very long key", () => ({ authorization: `Bearer ${"x".repeat(6000)}` })],
  ])("%s", async (_, headers) => {
    const {
      status,
      body,
      headers: answered,
    } = await apiCaller(cloud.api_url)("GET", "/webhooks", undefined, headers());
    expect(status).toBe(401);
    expect(answered.get("www-authenticate")).toMatch(/^Bearer/);
    expect(body).toMatchObject({ type: "urn:ringback:problem:unauthorized", status: 401 });
  });

  test("an expired key, and one that was deleted", async () => {
    const expires_at = new Date(Date.now() + 3000).toISOString();
    const expiring = await callerWith("reader", { expires_at });
    const deleted = await callerWith("reader");
    const whose = `application=${tenant.application}&environment=production`;
    expect(await cloud.operator("DELETE", `/api-keys/${deleted.id}?${whose}`)).toMatchObject({
      status: 204,
    });
    expect((await expiring("GET", "/webhooks")).status).toBe(200);
    expect((await deleted("GET", "/webhooks")).status).toBe(401);
    await sleep(3100);
    expect((await expiring("GET", "/webhooks")).status).toBe(401);
  });
});

describe("a role may do its part and no more", () => {
  const calls = [
    ["read webhooks", "GET", "/webhooks", undefined, 200],
    ["change webhooks", "PATCH", `/webhooks/wh_${NOBODY}`, {}, 404],
    ["read deliveries", "GET", "/deliveries", undefined, 200],
    ["publish events", "POST", "/events", { type: "ROLE", payload: {} }, 202],
    ["read events", "GET", `/events/evt_${NOBODY}`, undefined, 404],
    ["manage keys", "GET", "/api-keys", undefined, 200],
    ["manage applications", "GET", "/applications", undefined, 200],
  ] as const;
  type Doing = (typeof calls)[number][0];

  /** Everything that a caller is not refused. */
  async function permitted(caller: ApiCaller): Promise<Doing[]> {
    const done: Doing[] = [];
    for (const [doing, method, path, body, permittedStatus] of calls) {
      const { status } = await caller(method, path, body);
      if (status === permittedStatus) done.push(doing);
      else if (status !== 403) throw new Error(`${method} ${path} was answered ${status}`);
    }
    return done;
  }

  test.each<[string, Doing[]]>([
    [
      "admin",
      [
        "read webhooks",
        "change webhooks",
        "read deliveries",
        "publish events",
        "read events",
        "manage keys",
      ],
    ],
    ["manager", ["read webhooks", "change webhooks", "read deliveries", "read events"]],
    ["publisher", ["publish events", "read events"]],
    ["reader", ["read webhooks", "read deliveries", "read events"]],
  ])("%s", async (role, may) => {
    expect(await permitted(await callerWith(role))).toEqual(may);
  });

  test("the operator key opens applications, and API keys of whom it names", async () => {
    const whose = `?application=${tenant.application}&environment=production`;
    const operator: ApiCaller = (method, path, body) =>
      cloud.operator(method, path === "/api-keys" ? `${path}${whose}` : path, body);
    expect(await permitted(operator)).toEqual(["manage keys", "manage applications"]);
    expect((await cloud.operator("GET", "/api-keys")).status).toBe(422);
  });
});

test("what belongs to another tenant is not there", async () => {
  const other = await newTenant(cloud, "access-other");
  const webhookId = await createWebhook(tenant, { endpoint: `${receiver.url}/mine` });
  await publish(cloud, [
    { type: "MINE", detail: { application: tenant.application, payload: {} } },
  ]);
  const [request] = await receiver.waitFor(1, { path: "/mine" });
  const { body: keys } = await tenant.api("GET", "/api-keys");
  const paths = [
    ["GET", `/webhooks/${webhookId}`],
    ["PATCH", `/webhooks/${webhookId}`, { name: "taken" }],
    ["DELETE", `/webhooks/${webhookId}`],
    ["POST", `/webhooks/${webhookId}/disable`],
    ["POST", `/webhooks/${webhookId}/enable`],
    ["GET", `/webhooks/${webhookId}/deliveries`],
    ["GET", `/deliveries?webhook_id=${webhookId}`],
    ["GET", `/deliveries/${String(request?.headers["ringback-delivery"])}`],
    ["GET", `/events/${String(request?.headers["ringback-event"])}`],
    ["DELETE", `/api-keys/${keys.data[0].id}`],
  ] as const;
  const sandbox = await callerWith("admin", { environment: "sandbox" });
  for (const [method, path, body] of paths) {
    for (const stranger of [other.api, sandbox]) {
      const { status, body: answered } = await stranger(method, path, body);
      const type = "urn:ringback:problem:not-found";
      expect({ path, status, type: answered.type }).toEqual({ path, status: 404, type });
    }
  }
  for (const path of ["/webhooks", "/deliveries"]) {
    const { body } = await other.api("GET", path);
    expect({ path, data: body.data }).toEqual({ path, data: [] });
  }
  const { body: mine } = await tenant.api("GET", `/webhooks/${webhookId}`);
  expect(mine).toMatchObject({ id: webhookId, status: "enabled" });
  expect(mine).not.toHaveProperty("name");
});

test("an application is made, listed in pages, renamed, and deleted with its keys once it has no webhooks", async () => {
  const ids = ["a", "b", "c"].map((letter) => `list-${randomUUID()}-${letter}`);
  for (const id of ids) {
    expect((await cloud.operator("POST", "/applications", { id, name: id })).status).toBe(201);
  }
  expect(
    (await cloud.operator("POST", "/applications", { id: ids[0], name: "again" })).status,
  ).toBe(409);
  const listed: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const query: string = cursor === "" ? "limit=2" : `limit=2&cursor=${cursor}`;
    const { body } = await cloud.operator("GET", `/applications?${query}`);
    listed.push(...body.data.map(({ id }: { id: string }) => id));
    cursor = body.next_cursor;
  }
  expect(listed).toEqual(expect.arrayContaining(ids));
  expect(new Set(listed).size).toBe(listed.length);

  const one = `/applications/${ids[0]}`;
  expect(await cloud.operator("PATCH", one, { name: "renamed" })).toMatchObject({ status: 200 });
  expect((await cloud.operator("GET", one)).body).toMatchObject({ id: ids[0], name: "renamed" });

  const application = ids[0] as string;
  const api = await callerWith("admin", { application });
  await untilKeyIsTold({ application, environment: "production", api }, api.id);
  const endpoint = `${receiver.url}/none`;
  const { body: webhook } = await api("POST", "/webhooks", { endpoint, events: ["*"] });
  expect((await cloud.operator("DELETE", one)).status).toBe(409);
  expect((await api("DELETE", `/webhooks/${webhook.id}`)).status).toBe(204);
  expect((await cloud.operator("DELETE", one)).status).toBe(204);
  expect((await cloud.operator("GET", one)).status).toBe(404);
  const whose = `application=${application}&environment=production`;
  expect((await cloud.operator("GET", `/api-keys?${whose}`)).body.data).toEqual([]);
  // What it left is kept for 60 days: until then nobody gets its id.
  const again = await cloud.operator("POST", "/applications", { id: application, name: "Another" });
  expect(again.status).toBe(409);
  const [from = ""] = /\d{4}-\d\d-\d\dT[\d:.]+Z/u.exec(again.body.detail) ?? [];
  const days = (Date.parse(from) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(59);
  expect(days).toBeLessThanOrEqual(60.001);
});

test("a key that is remembered for a while makes no webhook of an application that was deleted", async () => {
  const webhook = { endpoint: `${receiver.url}/none`, events: ["*"] };
  const statuses: number[] = [];
  // Only a function that has seen the key remembers it; which of several answers is chance.
  while (!statuses.includes(404) && statuses.length < 20) {
    const deleted = await newTenant(cloud, "access-deleted");
    await deleted.api("GET", "/webhooks");
    await cloud.operator("DELETE", `/applications/${deleted.application}`);
    statuses.push((await deleted.api("POST", "/webhooks", webhook)).status);
  }
  expect(statuses.filter((status) => status !== 401)).toEqual([404]);
});

test("a key is shown once and manages the keys of its own application and environment", async () => {
  const request = { name: "second", role: "reader" };
  const { status, body: made } = await tenant.api("POST", "/api-keys", request);
  expect(status).toBe(201);
  expect(made.key).toMatch(
    new RegExp(`^rbk_${tenant.application}_production_[0-9A-Za-z]{12}_[0-9A-Za-z]{32}$`),
  );
  const { text } = await tenant.api("GET", "/api-keys");
  expect(text).toContain(made.id);
  expect(text).not.toContain(made.key.slice(-32));
  const elsewhere = { ...request, application: "another-application" };
  expect((await tenant.api("POST", "/api-keys", elsewhere)).status).toBe(403);
  expect((await tenant.api("DELETE", `/api-keys/${made.id}`)).status).toBe(204);
  expect((await tenant.api("DELETE", `/api-keys/${made.id}`)).status).toBe(404);
});
