import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { createRemoteJWKSet, flattenedVerify } from "jose";
import { afterAll, describe, expect, test } from "vitest";

import { apiCaller, newTenant, type TestTenant } from "../support/cloud.ts";
import { publish } from "../support/producer.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { startReceiver } from "../support/receiver.ts";
import { type Relay, type RelayedRequest, startRelay } from "../support/relay.ts";
import { startScenario } from "../support/scenario.ts";
import {
  createWebhook,
  defineEventTypes,
  disableWebhooks,
  fixedRetry,
} from "../support/test-webhook.ts";

/** Webhooks of callback URLs that one application and environment may have. */
const MOST_CALLBACK_ORIGINS = 200;
/** Deliveries in a chain that one event may set off. */
const MOST_HOPS = 4;

/** Mallory attacks, with the admin key of a tenant of its own. */
const { cloud, tenant: mallory, receiver } = await startScenario("mallory");
/** Must notice nothing. */
const victim = await newTenant(cloud, "victim");
const relays: Relay[] = [];
const servers: Server[] = [];

afterAll(async () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await Promise.all([mallory, victim].map(disableWebhooks));
  await Promise.all(relays.map((relay) => relay.close()));
});

/** Starts a relay to the API that is closed at the end. */
async function relayTo(handOn: (request: RelayedRequest) => RelayedRequest): Promise<Relay> {
  const relay = await startRelay(cloud.api_url, handOn);
  relays.push(relay);
  return relay;
}

describe("a signature", () => {
  test("that a tenant gets for a payload of its choice is worth nothing at another's receiver", async () => {
    const endpoint = `${receiver.url}/signed`;
    const config = { signature: { scheme: "jws" } };
    for (const tenant of [mallory, victim]) {
      await createWebhook(tenant, { endpoint, events: ["SIGNED"], config });
    }
    const [hook] = (await mallory.api("GET", "/webhooks?event=SIGNED")).body.data;
    const payload = { order: 1, paid: true };
    const made = await mallory.api("POST", `/webhooks/${hook.id}/test`, { payload });
    expect(made.status).toBe(200);
    const { headers, body } = made.body.request;
    const jws = String(headers.find(named("JWS-SIGNATURE")).header_value);

    await expect(verified(mallory, jws, body)).resolves.toMatchObject({
      protectedHeader: { alg: "RS256", typ: "JWT" },
    });
    await expect(verified(victim, jws, body)).rejects.toThrow("no applicable key found");
    const { kid } = JSON.parse(Buffer.from(jws.split(".")[0] ?? "", "base64url").toString());
    const anyone = apiCaller(cloud.api_url);
    const keyAt = (tenant: TestTenant) => `${publicBase(tenant)}/signing-keys/${kid}`;
    expect((await anyone("GET", keyAt(mallory))).status).toBe(200);
    expect((await anyone("GET", keyAt(victim))).status).toBe(404);
    expect((await anyone("GET", `/signing-keys/${kid}`)).status).toBe(200);
  });
});

describe("fan-out", () => {
  test("takes no filter that is costly to try, and the costliest it takes hold up nobody", async () => {
    const prefixes = Array.from({ length: 49 }, (_, index) => String.fromCodePoint(0x41 + index));
    const costly = Array.from({ length: 35 }, () => ({ "anything-but": { prefix: prefixes } }));
    const endpoint = `${receiver.url}/mallory`;
    await defineEventTypes(mallory, ["MANY"]);
    const webhook = { endpoint, events: ["MANY"], filter: { list: costly.slice(0, 3) } };
    expect(JSON.stringify(costly).length).toBeLessThan(8192); // its length alone is no reason
    const refused = await mallory.api("POST", "/webhooks", {
      ...webhook,
      filter: { list: costly },
    });
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0].field).toMatch(/^filter/u);

    const filter = { list: Array.from({ length: 50 }, (_, index) => ({ prefix: `aaaa${index}` })) };
    await Promise.all(
      Array.from({ length: 20 }, () => createWebhook(mallory, { ...webhook, filter })),
    );
    await createWebhook(victim, { endpoint: `${receiver.url}/victim`, events: ["FEW"] });
    const list = Array.from({ length: 60_000 }, () => "a");
    const detail = { application: mallory.application, payload: { list } };
    await publish(
      cloud,
      Array.from({ length: 3 }, () => ({ type: "MANY", detail })),
    );
    const own = { application: victim.application, payload: { a: 1 } };
    await publish(cloud, [{ type: "FEW", detail: own }]);
    const [request] = await receiver.waitFor(1, { path: "/victim" });
    expect(JSON.parse(String(request?.body))).toEqual({ a: 1 });
  });
});

describe("a request of Ringback to Ringback", () => {
  test("is refused where it can be seen: its own hosts are no endpoints", async () => {
    const own = `${cloud.api_url}/events`;
    const answer = await mallory.api("POST", "/webhooks", { endpoint: own, events: ["*"] });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: "endpoint" }] } });
    const id = await createWebhook(mallory, { endpoint: `${receiver.url}/own` });
    for (const patch of [{ endpoint: own }, { config: { oauth2: oauth2At(own) } }]) {
      expect((await mallory.api("PATCH", `/webhooks/${id}`, patch)).status).toBe(422);
    }
    const notification = { ...NOTIFICATION, callback_url: own };
    expect((await mallory.api("POST", "/notifications", notification)).status).toBe(422);
  });

  test("ends with 508 where a relay brings it: nested publications and tests", async () => {
    const relay = await relayTo((request) => request);
    const authorization = {
      header_name: "authorization",
      header_value: `Bearer ${mallory.apiKey}`,
    };
    const config = { custom_headers: [authorization], retry: fixedRetry(1, 1) };
    await defineEventTypes(mallory, ["NESTED"]);
    const first = await createWebhook(mallory, {
      endpoint: `${relay.url}/events`,
      events: ["NESTED"],
      config,
    });
    const nested = { endpoint: `${relay.url}/webhooks/${first}/test`, events: ["NONE"], config };
    const second = await createWebhook(mallory, nested);
    const payload = { type: "NESTED", payload: {} };
    for (const id of [first, second]) {
      const made = await mallory.api("POST", `/webhooks/${id}/test`, { payload });
      expect(made.body.attempt).toMatchObject({ status: 508, verdict: "retry" });
    }
    expect(relay.statuses).toEqual([508, 508]);
  });

  test("in a ring of five ends, too, where each relay hides all but the count of hops", async () => {
    const types = ["RING-1", "RING-2", "RING-3", "RING-4", "RING-5"];
    const relay = await relayTo(({ path, headers }) => {
      const type = types[(types.indexOf(path.slice(1)) + 1) % types.length];
      return {
        path: "/events",
        headers: {
          authorization: `Bearer ${mallory.apiKey}`,
          "content-type": "application/json",
          "ringback-hops": String(headers["ringback-hops"]),
        },
        body: JSON.stringify({ type, payload: {} }),
      };
    });
    await defineEventTypes(mallory, types);
    let last = "";
    for (const type of types) {
      const endpoint = `${relay.url}/${type}`;
      last = await createWebhook(mallory, {
        endpoint,
        events: [type],
        config: { retry: fixedRetry(1, 1) },
      });
    }
    const begun = await mallory.api("POST", "/events", { type: "RING-1", payload: {} });
    expect(begun.status).toBe(202);
    await expect.poll(() => relay.statuses, { timeout: 30_000 }).toContain(508);
    expect(relay.statuses).toEqual([...Array.from({ length: MOST_HOPS }, () => 202), 508]);
    const isOurs = (body: { webhook_id?: string }) => body.webhook_id === last;
    const [notice] = await queueProbe(cloud, "dropped").take(1, isOurs);
    expect(notice).toMatchObject({ last_outcome: "508" });
  });
});

describe("lists and ids", () => {
  test("name nothing of another tenant, and a cursor is its key's own", async () => {
    const id = await createWebhook(victim, {
      endpoint: `${receiver.url}/listed`,
      events: ["LISTED"],
    });
    for (const number of [1, 2, 3]) {
      await victim.api("POST", "/events", { type: "LISTED", payload: { number } });
    }
    await receiver.waitFor(3, { path: "/listed" });
    const page = () => victim.api("GET", `/deliveries?webhook_id=${id}&limit=1`);
    await expect.poll(async () => (await page()).body.data.length, { timeout: 20_000 }).toBe(1);
    const { next_cursor: cursor } = (await page()).body;

    const foreign = await mallory.api("GET", `/deliveries?webhook_id=${id}&limit=1`);
    const absent = await mallory.api("GET", `/deliveries?webhook_id=wh_${"0".repeat(22)}&limit=1`);
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    expect(foreign.body).toEqual({ ...absent.body, request_id: foreign.body.request_id });
    const borrowed = await mallory.api("GET", `/deliveries?limit=1&cursor=${cursor}`);
    expect(borrowed).toMatchObject({ status: 422, body: { errors: [{ field: "cursor" }] } });
    expect(Buffer.from(String(cursor), "base64url").toString()).not.toContain("evt_");
  });

  test("of an application that is gone are not given to the next one", async () => {
    const gone = await newTenant(cloud, "gone");
    await cloud.operator("DELETE", `/applications/${gone.application}`);
    const body = { id: gone.application, name: "Another" };
    const answer = await cloud.operator("POST", "/applications", body);
    expect(answer.status).toBe(409);
    expect(answer.body.detail).toMatch(/\d{4}-\d\d-\d\d/u);
  });

  test("of events are each tenant's own", async () => {
    const publishAs = async (tenant: TestTenant, payload: object) => {
      await defineEventTypes(tenant, ["SAME-ID"]);
      return tenant.api("POST", "/events", { type: "SAME-ID", id: "order-1", payload });
    };
    const [own, other] = [await publishAs(victim, { of: 1 }), await publishAs(mallory, { of: 2 })];
    expect([own.status, other.status]).toEqual([202, 202]);
    const [{ id }] = own.body.data;
    expect(other.body.data[0].id).not.toBe(id);
    await expect
      .poll(async () => (await victim.api("GET", `/events/${id}`)).status, { timeout: 20_000 })
      .toBe(200);
    expect((await mallory.api("GET", `/events/${id}`)).status).toBe(404);
  });
});

describe("stored secrets", () => {
  test("do not follow a webhook to another origin", async () => {
    const config = {
      basic_auth_username: "user",
      basic_auth_password: secret(),
      custom_headers: [{ header_name: "x-api-key", header_value: secret() }],
    };
    const id = await createWebhook(victim, { endpoint: `${receiver.url}/home`, config });
    const { key } = (await victim.api("POST", "/api-keys", { name: "insider", role: "manager" }))
      .body;
    const insider = apiCaller(cloud.api_url, key);
    const thief = await startReceiver();
    const moved = await insider("PATCH", `/webhooks/${id}`, { endpoint: `${thief.url}/loot` });
    expect(moved.status).toBe(422);
    expect(moved.body.errors.map(({ field }: { field: string }) => field)).toEqual([
      "config.basic_auth_password",
      "config.custom_headers[0].header_value",
    ]);
    await insider("POST", `/webhooks/${id}/test`);
    expect(thief.requests).toEqual([]);
    await receiver.waitFor(1, { path: "/home" });
    const path = { endpoint: `${receiver.url}/home/2` };
    expect((await insider("PATCH", `/webhooks/${id}`, path)).status).toBe(200);
    await thief.close();
  });
});

describe("callbacks", () => {
  test("to ever new places fill a room of their own, and leave webhooks theirs", async () => {
    const tenant = await newTenant(cloud, "callbacks");
    const places = await Promise.all(
      Array.from({ length: MOST_CALLBACK_ORIGINS + 5 }, () => listen()),
    );
    const statuses: number[] = [];
    const ask = async (url: string) => {
      const body = { ...NOTIFICATION, callback_url: `${url}/callback` };
      statuses.push((await tenant.api("POST", "/notifications", body)).status);
    };
    const left = places.map(({ url }) => url);
    while (left.length > 0) await Promise.all(left.splice(0, 10).map(ask));
    expect(statuses.filter((status) => status === 201)).toHaveLength(MOST_CALLBACK_ORIGINS);
    expect(statuses.filter((status) => status === 409)).toHaveLength(5);
    await createWebhook(tenant, { endpoint: `${receiver.url}/mine`, events: ["*"] });
    const called = () => places.filter(({ requests }) => requests() > 0).length;
    await expect.poll(called, { timeout: 40_000 }).toBe(MOST_CALLBACK_ORIGINS);
  });
});

/** A place that is called back: an origin of its own, which is as much as its port. */
async function listen(): Promise<{ readonly url: string; readonly requests: () => number }> {
  let count = 0;
  const server = createServer((_request, response) => {
    count += 1;
    response.writeHead(204).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  servers.push(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => count,
  };
}

const NOTIFICATION = {
  user_id: "user-1",
  msg_id: "msg-1",
  msg_type: "TWO-WAY",
  actions: ["Approve"],
  expires_in: 5,
} as const;

function oauth2At(url: string): object {
  return { token_url: url, client_id: "id", client_secret: secret() };
}

/** A secret of its own for each use, so that one that comes out is found. */
function secret(): string {
  return `s3cret-${randomUUID()}`;
}

function named(name: string) {
  return (header: { header_name: string }) => header.header_name.toUpperCase() === name;
}

function publicBase({ application, environment }: TestTenant): string {
  return `/applications/${application}/${environment}`;
}

/** Checks a detached JWS as a receiver does that was given a tenant's address. */
function verified(tenant: TestTenant, jws: string, body: string) {
  const keys = new URL(`${cloud.api_url}${publicBase(tenant)}/.well-known/jwks.json`);
  const [header = "", , signature = ""] = jws.split(".");
  const payload = Buffer.from(body).toString("base64url");
  return flattenedVerify({ protected: header, payload, signature }, createRemoteJWKSet(keys));
}
