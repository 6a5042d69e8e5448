import { beforeEach, describe, expect, test } from "vitest";

import {
  allows,
  type Permission,
  PORTAL_PERMISSIONS,
} from "../../../../lambdas/config-api/access/permissions.ts";
import { ACME, makeConfigApiTestBed } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { openPortal, OWN_BODIES, plantTenant } from "../../../support/planted-tenants.ts";
import { type MatrixRoute, ownRequest, routesOf } from "../../../support/tenant-matrix.ts";
import { createWebhook } from "../../../support/webhook-requests.ts";

const bed = freshTestBed();
let adminKey: string;

beforeEach(async () => {
  adminKey = await bed.keyOf("admin");
});

const open = (
  link: { readonly permissions: readonly string[] } & Readonly<Record<string, unknown>>,
) => openPortal(bed, adminKey, link);
const ALL = { permissions: PORTAL_PERMISSIONS };

describe("a session of the portal", () => {
  test("learns what it is and may do", async () => {
    const permissions = ["webhooks:read", "deliveries:read"];
    const { id, token } = await open({ permissions, name: "Ann", expires_in: 600 });
    const { status, body } = await bed.ask("GET", "/caller", { key: token });
    expect([status, body]).toEqual([
      200,
      {
        kind: "portal-link",
        id,
        name: "Ann",
        ...ACME,
        permissions,
        expires_at: "2026-01-31T12:10:00.000Z",
      },
    ]);
  });

  test("works as a manager's key does, and is told by its link", async () => {
    const { id, token } = await open(ALL);
    const ask = (method: string, path: string, body?: unknown) =>
      bed.ask(method, path, { key: token, body });
    const made = await ask("POST", "/webhooks", { endpoint: "https://a.example/", events: ["A"] });
    expect(made.status).toBe(201);
    expect((await ask("POST", `/webhooks/${made.body.id}/test`)).status).toBe(200);
    expect((await ask("POST", `/webhooks/${made.body.id}/disable`)).status).toBe(200);
    expect(bed.changes.slice(-2)).toMatchObject([
      { key_id: id, role: "portal-link", operation: "createWebhook", ...ACME },
      { key_id: id, role: "portal-link", operation: "disableWebhook", ...ACME },
    ]);
    expect(bed.told.at(-1)).toMatchObject({
      type: "webhook.disabled",
      payload: { disabled_by: id },
    });
    expect((await ask("GET", "/api-keys")).status).toBe(403);
    const requests = bed.lines
      .map((line) => JSON.parse(line) as [string, string, Record<string, unknown>])
      .filter(([, message, fields]) => message === "request" && fields["caller"] === id)
      .map(([, , { status, application, environment }]) => [status, application, environment]);
    const own = ["acme", "production"];
    expect(requests).toEqual([
      [201, ...own],
      [200, ...own],
      [200, ...own],
      [403, ...own],
    ]);
    expect(bed.lines.join("\n")).not.toContain(token.slice(-32));
  });

  test("sends no payload of its own in a test: it publishes nothing", async () => {
    const { token } = await open(ALL);
    const { id } = await createWebhook(bed, { endpoint: "https://a.example/", events: ["A"] });
    const body = { payload: { amount: 5 } };
    const answer = await bed.ask("POST", `/webhooks/${id}/test`, { key: token, body });
    expect(answer.status).toBe(403);
  });

  test("sees the rejected events of its tenant, not the operator's", async () => {
    const { token } = await open(ALL);
    await plantTenant(bed, ACME, "ownword");
    const other = { application: "globex", environment: "production" } as const;
    await plantTenant(bed, other, "c4naryone");
    const { status, text } = await bed.ask("GET", "/rejected-events", { key: token });
    expect(status).toBe(200);
    expect(text).toContain("ownword");
    expect(text).not.toContain("c4naryone");
  });

  test("ends with its link", async () => {
    const { token } = await open({ ...ALL, expires_in: 300 });
    bed.clock.nowMs += 299_999;
    expect((await bed.ask("GET", "/webhooks", { key: token })).status).toBe(200);
    bed.clock.nowMs += 1;
    const { status, headers } = await bed.ask("GET", "/webhooks", { key: token });
    expect(status).toBe(401);
    expect(headers["www-authenticate"]).toContain("invalid_token");
  });

  test("ends within 30 seconds when its link is revoked", async () => {
    const { id, token } = await open(ALL);
    const status = async () => (await bed.ask("GET", "/webhooks", { key: token })).status;
    expect(await status()).toBe(200);
    await bed.ask("DELETE", `/portal-links/${id}`, { key: adminKey });
    bed.clock.nowMs += 30_000;
    expect(await status()).toBe(401);
  });

  test("works right after it was opened, though somebody tried to guess it before", async () => {
    const { body: made } = await bed.ask("POST", "/portal-links", { key: adminKey, body: ALL });
    const guess = `rbp_acme_production_${made.id.slice(-12)}_${"x".repeat(32)}`;
    expect((await bed.ask("GET", "/webhooks", { key: guess })).status).toBe(401);
    const [, code] = made.url.split("#");
    const { body } = await bed.ask("POST", `/portal-links/${made.id}/exchange`, { body: { code } });
    const [{ token }] = body.sessions;
    expect((await bed.ask("GET", "/webhooks", { key: token })).status).toBe(200);
    expect((await bed.ask("GET", "/webhooks", { key: guess })).status).toBe(401);
  });

  test("is no key of another application's, whatever its text says", async () => {
    const { token } = await open(ALL);
    await bed.keyOf("admin", { application: "globex", environment: "production" });
    const secret = token.slice(-32);
    for (const other of [
      token.replace("_acme_", "_globex_"),
      token.replace("_production_", "_sandbox_"),
      token.replace("rbp_", "rbk_"),
      `rbp_acme_production_${"0".repeat(12)}_${secret}`,
      `${token}x`,
      token.slice(0, -1),
      secret,
    ]) {
      expect([other, (await bed.ask("GET", "/webhooks", { key: other })).status]).toEqual([
        other,
        401,
      ]);
    }
  });
});

describe("what belongs to one caller is none of another's:", () => {
  test("the cursor of a session is neither another session's nor an API key's", async () => {
    for (const path of ["/a", "/b"]) {
      await createWebhook(bed, { endpoint: `https://a.example${path}`, events: ["A"] });
    }
    const [one, other] = [await open(ALL), await open(ALL)];
    const list = (key: string, cursor: string) =>
      bed.ask("GET", `/webhooks?limit=1${cursor && `&cursor=${cursor}`}`, { key });
    const cursorOf = async (key: string) => (await list(key, "")).body.next_cursor as string;
    const [ones, keys] = [await cursorOf(one.token), await cursorOf(adminKey)];
    expect((await list(one.token, ones)).status).toBe(200);
    expect((await list(other.token, ones)).status).toBe(422);
    expect((await list(adminKey, ones)).status).toBe(422);
    expect((await list(one.token, keys)).status).toBe(422);
  });

  test("nor is its idempotency key, in the other environment either", async () => {
    const both = { ...ALL, application: "acme", environments: ["production", "sandbox"] };
    const { body: made } = await bed.operator("POST", "/portal-links", both);
    const [, code] = made.url.split("#");
    const { body } = await bed.ask("POST", `/portal-links/${made.id}/exchange`, { body: { code } });
    await bed.keyOf("admin", { ...ACME, environment: "sandbox" });
    const { token } = await open(ALL);
    const ids = new Set<string>();
    const tokens: string[] = body.sessions.map((session: { token: string }) => session.token);
    for (const key of [...tokens, token, adminKey]) {
      const webhook = { endpoint: "https://a.example/", events: ["A"] };
      const headers = { "idempotency-key": "once" };
      const ask = () => bed.ask("POST", "/webhooks", { key, body: webhook, headers });
      const first = await ask();
      expect(first.status).toBe(201);
      expect((await ask()).text).toBe(first.text);
      ids.add(first.body.id as string);
    }
    expect(ids.size).toBe(4);
  });

  test("nor is its rate", async () => {
    const [one, other] = [await open(ALL), await open(ALL)];
    const api = bed.handlerWith({ limits: { perKey: 1, perAddress: 1000 } });
    const status = async (key: string) => (await api.ask("GET", "/webhooks", { key })).status;
    for (let index = 0; index < 10; index += 1) expect(await status(one.token)).toBe(200);
    expect(await status(one.token)).toBe(429);
    expect(await status(other.token)).toBe(200);
    expect(await status(adminKey)).toBe(200);
  });
});

describe("with one permission a session may call what asks for that, and nothing else:", () => {
  /** What each route asks for, by its operation: as the routes themselves say it. */
  const needed: Readonly<Record<string, Permission | readonly Permission[]>> = {
    getWebhook: "webhooks:read",
    listWebhooks: "webhooks:read",
    createWebhook: "webhooks:write",
    changeWebhook: "webhooks:write",
    deleteWebhook: "webhooks:write",
  };

  test.each(PORTAL_PERMISSIONS)("%s", async (permission) => {
    const fresh = makeConfigApiTestBed();
    const planted = await plantTenant(fresh, ACME, "ownword");
    const read = permission.replace(/write$/u, "read");
    const permissions = [...new Set([read, permission])] as Permission[];
    const { token } = await openPortal(fresh, planted.key, { permissions });
    const { body: document } = await fresh.ask("GET", "/openapi.json");
    const allowed: string[] = [];
    for (const route of routesOf(document)) {
      if (route.roles.length === 0) continue;
      const { method, path, ...asked } = ownRequest(route, planted.named, OWN_BODIES);
      fresh.clock.nowMs += 1000;
      const { status } = await fresh.ask(method, path, { ...asked, key: token });
      if (status !== 403) allowed.push(route.operationId);
      if (!isOfTenants(route))
        expect([route.operationId, status]).toEqual([route.operationId, 403]);
    }
    for (const [operation, asks] of Object.entries(needed)) {
      expect([operation, allowed.includes(operation)]).toEqual([
        operation,
        allows(permissions, asks),
      ]);
    }
    const writing = allowed.filter((operation) => !/^(?:get|list)/u.test(operation));
    expect([permission, writing.length > 0]).toEqual([permission, permission.endsWith(":write")]);
    expect(allowed).toContain("getCaller");
  });

  /** Whether a manager may call it: no other route is for a portal. */
  function isOfTenants({ roles }: MatrixRoute): boolean {
    return roles.includes("manager");
  }
});
