import { beforeEach, describe, expect, test } from "vitest";

import { ACME, GLOBEX, OPERATOR_KEY } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { openPortal } from "../../../support/planted-tenants.ts";
import { fieldErrorsOf } from "../../../support/webhook-requests.ts";

const READ = { permissions: ["webhooks:read"] };
const OF_ACME = { application: "acme", environments: ["production"] };

const bed = freshTestBed();

beforeEach(async () => {
  await bed.operator("POST", "/applications", { id: "acme", name: "Acme" });
});

describe("/portal-links", () => {
  test("a link is made with its code, and listed without it, until it ends", async () => {
    const { status, body } = await bed.admin("POST", "/portal-links", {
      name: "Ann",
      permissions: ["webhooks:read", "webhooks:write"],
      expires_in: 7200,
      frame_origins: ["https://example.com", "http://localhost:5173"],
    });
    const { url, ...shown } = body;
    const [{ id: keyId }] = (await bed.admin("GET", "/api-keys")).body.data;
    expect([status, shown]).toEqual([
      201,
      {
        id: expect.stringMatching(/^plk_acme_[0-9A-Za-z]{12}$/u) as string,
        name: "Ann",
        application: "acme",
        environments: ["production"],
        permissions: ["webhooks:read", "webhooks:write"],
        frame_origins: ["https://example.com", "http://localhost:5173"],
        created_by: keyId,
        created_at: "2026-01-31T12:00:00.000Z",
        code_expires_at: "2026-01-31T12:05:00.000Z",
        expires_at: "2026-01-31T14:00:00.000Z",
      },
    ]);
    expect(url).toMatch(new RegExp(`^portal/${shown.id}#[0-9A-Za-z]{32}$`, "u"));
    const list = () => bed.admin("GET", "/portal-links");
    expect((await list()).body).toEqual({ data: [shown], next_cursor: null });
    bed.clock.nowMs += 7_199_999;
    expect((await list()).body.data).toHaveLength(1);
    bed.clock.nowMs += 1;
    expect((await list()).body.data).toEqual([]);
    expect((await bed.admin("DELETE", `/portal-links/${shown.id}`)).status).toBe(404);
  });

  test("lasts an hour and is framed by nobody, unless the request says so", async () => {
    const { body } = await bed.admin("POST", "/portal-links", READ);
    expect(body).toMatchObject({ expires_at: "2026-01-31T13:00:00.000Z", frame_origins: [] });
    expect(body).not.toHaveProperty("name");
  });

  test("of which the code is neither stored, nor logged, nor told", async () => {
    const { body } = await bed.admin("POST", "/portal-links", READ);
    const code = body.url.split("#")[1];
    const stored = await bed.stores.portalLinks.list({ application: "acme" }, page());
    expect(stored).toHaveLength(1);
    for (const kept of [stored, bed.changes, bed.lines, bed.told]) {
      expect(JSON.stringify(kept)).not.toContain(code);
    }
  });

  test("are listed newest first, page by page", async () => {
    const made: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      made.unshift((await bed.admin("POST", "/portal-links", READ)).body.id as string);
      bed.clock.nowMs += 1000;
    }
    const found: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const { body } = await bed.admin(
        "GET",
        `/portal-links?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      found.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.next_cursor as string | null;
    }
    expect(found).toEqual(made);
  });

  test("are 200 an hour at most; the next hour has its own", async () => {
    const links = bed.stores.portalLinks;
    const { body } = await bed.admin("POST", "/portal-links", READ);
    const link = await links.read(body.id, bed.clock.nowMs);
    for (let index = 1; index < 200; index += 1) {
      const id = `${link!.id.slice(0, -6)}${String(index).padStart(6, "0")}`;
      expect(await links.create({ ...link!, id })).toBe("created");
    }
    const refused = await bed.admin("POST", "/portal-links", READ);
    expect(refused).toMatchObject({
      status: 409,
      body: { type: "urn:ringback:problem:limit-reached" },
    });
    const sandbox = { ...ACME, environment: "sandbox" } as const;
    expect((await bed.admin("POST", "/portal-links", READ, {}, sandbox)).status).toBe(201);
    bed.clock.nowMs += 3_600_000;
    expect((await bed.admin("POST", "/portal-links", READ)).status).toBe(201);
  });

  test("a program that loops is slowed down, whatever the number of its keys", async () => {
    for (let index = 0; index < 20; index += 1) {
      expect((await bed.admin("POST", "/portal-links", READ)).status).toBe(201);
    }
    expect((await bed.admin("POST", "/portal-links", READ)).status).toBe(429);
    const other = (await bed.admin("POST", "/api-keys", { name: "other", role: "admin" })).body;
    const again = await bed.ask("POST", "/portal-links", { key: other.key, body: READ });
    expect(again.status).toBe(429);
    expect((await bed.admin("POST", "/portal-links", READ, {}, GLOBEX)).status).toBe(201);
  });

  test("repeated under one idempotency key there is one link, and its code can be read again", async () => {
    const ask = () => bed.admin("POST", "/portal-links", READ, { "idempotency-key": "once" });
    const first = await ask();
    expect((await ask()).text).toBe(first.text);
    expect((await bed.admin("GET", "/portal-links")).body.data).toHaveLength(1);
  });

  test.each([
    [{ permissions: undefined }, "permissions is missing"],
    [{ permissions: [] }, "permissions is empty"],
    [{ permissions: "webhooks:read" }, "permissions expected a list, got text"],
    [{ permissions: ["api-keys"] }, "permissions[0] is not one of the known values"],
    [{ permissions: ["portal-links"] }, "permissions[0] is not one of the known values"],
    [{ permissions: ["events:publish"] }, "permissions[0] is not one of the known values"],
    [{ permissions: ["operations:read"] }, "permissions[0] is not one of the known values"],
    [{ permissions: ["applications"] }, "permissions[0] is not one of the known values"],
    [{ permissions: ["webhooks:read", "webhooks:read"] }, "permissions has a permission twice"],
    [
      { permissions: ["webhooks:write"] },
      "permissions has the right to write without webhooks:read",
    ],
    [{ expires_in: 299 }, "expires_in is too small"],
    [{ expires_in: 86_401 }, "expires_in is too big"],
    [{ expires_in: 600.5 }, "expires_in expected a whole number, got a number"],
    [{ expires_in: "3600" }, "expires_in expected a number, got text"],
    [{ expires_in: null }, "expires_in expected a number, got null"],
    [
      { frame_origins: ["https://example.com/"] },
      "frame_origins[0] is not an origin that may frame the portal",
    ],
    [{ frame_origins: ["*"] }, "frame_origins[0] is not an origin that may frame the portal"],
    [{ frame_origins: ["'self'"] }, "frame_origins[0] is not an origin that may frame the portal"],
    [
      { frame_origins: ["https://a.example; script-src *"] },
      "frame_origins[0] is not an origin that may frame the portal",
    ],
    [
      { frame_origins: ["https://a.example\r\nx: y"] },
      "frame_origins[0] is not an origin that may frame the portal",
    ],
    [
      { frame_origins: ["https://a.example", "https://a.example"] },
      "frame_origins has an origin twice",
    ],
    [{ frame_origins: [`https://${"a".repeat(300)}`] }, "frame_origins[0] is too long"],
    [{ frame_origins: [1] }, "frame_origins[0] expected text, got a number"],
    [
      { frame_origins: Array.from({ length: 11 }, (_, index) => `https://a${index}.example`) },
      "frame_origins is too long",
    ],
    [{ name: "a\nb" }, "name is malformed"],
    [{ name: " " }, "name is malformed"],
    [{ environments: [] }, "environments is empty"],
    [{ environments: ["staging"] }, "environments[0] is not one of the known values"],
    [{ environments: ["production", "production"] }, "environments has an environment twice"],
    [{ code: "mine" }, "code is not a known field"],
  ])("refuse %j", async (wrong, error) => {
    const body = { ...OF_ACME, ...READ, ...wrong };
    const answer = await bed.operator("POST", "/portal-links", body);
    expect([answer.status, fieldErrorsOf(answer)]).toEqual([422, [error]]);
    expect(await bed.stores.portalLinks.list({ application: "acme" }, page())).toEqual([]);
  });
});

describe("who may manage links", () => {
  test("an admin key: those of its application and environment, and none else", async () => {
    for (const foreign of [
      { application: "globex" },
      { environments: ["sandbox"] },
      { environments: ["production", "sandbox"] },
    ]) {
      const { status } = await bed.admin("POST", "/portal-links", { ...READ, ...foreign });
      expect(status).toBe(403);
    }
    for (const query of ["application=globex", "environment=sandbox"]) {
      expect((await bed.admin("GET", `/portal-links?${query}`)).status).toBe(403);
    }
    const { body: theirs } = await bed.admin("POST", "/portal-links", READ, {}, GLOBEX);
    const sandbox = { ...ACME, environment: "sandbox" } as const;
    const { body: other } = await bed.admin("POST", "/portal-links", READ, {}, sandbox);
    for (const { id } of [theirs, other]) {
      expect((await bed.admin("DELETE", `/portal-links/${id}`)).status).toBe(404);
    }
    expect((await bed.admin("GET", "/portal-links")).body.data).toEqual([]);
    const own = { ...READ, ...OF_ACME };
    expect((await bed.admin("POST", "/portal-links", own)).status).toBe(201);
    const query = "application=acme&environment=production";
    expect((await bed.admin("GET", `/portal-links?${query}`)).body.data).toHaveLength(1);
  });

  test("of a link to both environments the admins of either know, and may revoke it", async () => {
    const sandbox = { ...ACME, environment: "sandbox" } as const;
    for (const tenant of [ACME, sandbox]) {
      const both = { ...READ, ...OF_ACME, environments: ["production", "sandbox"] };
      const { body } = await bed.operator("POST", "/portal-links", both);
      const { body: list } = await bed.admin("GET", "/portal-links", undefined, {}, tenant);
      expect(list.data).toMatchObject([{ id: body.id, created_by: "operator" }]);
      const path = `/portal-links/${body.id}`;
      expect((await bed.admin("DELETE", path, undefined, {}, tenant)).status).toBe(204);
    }
  });

  test("the operator: those of any application, which has to be there and to be named", async () => {
    const { body } = await bed.operator("POST", "/portal-links", { ...READ, ...OF_ACME });
    const of = (query: string) => bed.operator("GET", `/portal-links?${query}`);
    expect((await of("application=acme")).body.data).toHaveLength(1);
    expect((await of("application=acme&environment=production")).body.data).toHaveLength(1);
    expect((await of("application=acme&environment=sandbox")).body.data).toEqual([]);
    expect(fieldErrorsOf(await of(""))).toEqual(["application is missing"]);
    expect(fieldErrorsOf(await bed.operator("POST", "/portal-links", READ))).toEqual([
      "application is missing",
      "environments is missing",
    ]);
    const nobodys = { ...READ, ...OF_ACME, application: "nobody" };
    expect(fieldErrorsOf(await bed.operator("POST", "/portal-links", nobodys))).toEqual([
      "application is not the id of an application",
    ]);
    expect((await bed.operator("DELETE", `/portal-links/${body.id}`)).status).toBe(204);
  });

  test("what the operator makes is told of, what an admin key makes is not", async () => {
    await bed.admin("POST", "/portal-links", READ);
    expect(bed.operatorMadeLinks).toEqual([]);
    const { body } = await bed.operator("POST", "/portal-links", { ...READ, ...OF_ACME });
    expect(bed.operatorMadeLinks).toMatchObject([{ id: body.id, ...OF_ACME }]);
  });

  test("nobody else, a session of the portal least of all", async () => {
    const key = await bed.keyOf("admin");
    const { id, token } = await openPortal(bed, key, READ);
    for (const role of ["manager", "publisher", "reader"] as const) {
      expect((await bed.as(role, "GET", "/portal-links")).status).toBe(403);
      expect((await bed.as(role, "POST", "/portal-links", READ)).status).toBe(403);
      expect((await bed.as(role, "DELETE", `/portal-links/${id}`)).status).toBe(403);
    }
    const asSession = (method: string, path: string, body?: unknown) =>
      bed.ask(method, path, { key: token, body });
    expect((await asSession("GET", "/portal-links")).status).toBe(403);
    expect((await asSession("POST", "/portal-links", READ)).status).toBe(403);
    expect((await asSession("DELETE", `/portal-links/${id}`)).status).toBe(403);
    expect((await asSession("POST", "/api-keys", { name: "x", role: "reader" })).status).toBe(403);
  });
});

test("with an application its links go", async () => {
  const ask = (key: string) => bed.ask("GET", "/webhooks", { key });
  const { token } = await openPortal(bed, await bed.keyOf("admin"), READ);
  await bed.admin("POST", "/portal-links", READ);
  expect((await ask(token)).status).toBe(200);
  expect((await bed.operator("DELETE", "/applications/acme")).status).toBe(204);
  expect(await bed.stores.portalLinks.list({ application: "acme" }, page())).toEqual([]);
  bed.clock.nowMs += 30_000;
  expect((await ask(token)).status).toBe(401);
});

test("what was made, opened and revoked, and by whom, is in the log of changes", async () => {
  const { id } = await openPortal(bed, await bed.keyOf("admin"), { ...READ, name: "Ann" });
  await bed.ask("DELETE", `/portal-links/${id}`, { key: OPERATOR_KEY });
  const lines = bed.changes.filter(({ what }) => what === "portal_link");
  const [{ id: keyId }] = (await bed.admin("GET", "/api-keys")).body.data;
  const about = { id, application: "acme", environment: "production" };
  expect(lines).toMatchObject([
    { ...about, action: "created", key_id: keyId, role: "admin", operation: "createPortalLink" },
    { ...about, action: "exchanged", key_id: id, role: "portal-link", fields: [] },
    { ...about, action: "deleted", key_id: "operator", role: "operator" },
  ]);
  expect(lines[0].fields).toEqual([
    { field: "name", to: "Ann" },
    { field: "environments", to: '["production"]' },
    { field: "permissions", to: '["webhooks:read"]' },
    { field: "frame_origins", to: "[]" },
    { field: "expires_at", to: "2026-01-31T13:00:00.000Z" },
  ]);
});

function page() {
  return { limit: 10, nowMs: bed.clock.nowMs };
}
