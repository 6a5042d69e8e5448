import { beforeEach, describe, expect, test } from "vitest";

import { ACME, GLOBEX, OPERATOR_KEY } from "../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../support/fresh-test-bed.ts";
import { fieldErrorsOf } from "../../support/webhook-requests.ts";

const OF_ACME = "application=acme&environment=production";

const bed = freshTestBed();
const makeKey = () => bed.operator("POST", "/api-keys", { name: "ci", role: "reader", ...ACME });

beforeEach(async () => {
  await bed.operator("POST", "/applications", { id: "acme", name: "Acme" });
});

describe("/api-keys", () => {
  test("are shown once, listed without their secret, and stop working when deleted", async () => {
    const created = await makeKey();
    expect(created.status).toBe(201);
    const { key, ...shown } = created.body;
    expect(key).toMatch(/^rbk_acme_production_[0-9A-Za-z]{12}_[0-9A-Za-z]{32}$/u);
    expect(shown).toEqual({
      id: expect.stringMatching(/^key_[0-9A-Za-z]{12}$/u),
      name: "ci",
      role: "reader",
      ...ACME,
      prefix: key.slice(0, -33),
      created_at: "2026-01-31T12:00:00.000Z",
    });
    const list = await bed.operator("GET", `/api-keys?${OF_ACME}`);
    expect(list.body).toEqual({ data: [shown], next_cursor: null });
    expect((await bed.ask("GET", "/webhooks", { key })).status).toBe(200);

    expect((await bed.operator("DELETE", `/api-keys/${shown.id}?${OF_ACME}`)).status).toBe(204);
    expect((await bed.operator("DELETE", `/api-keys/${shown.id}?${OF_ACME}`)).status).toBe(404);
    bed.clock.nowMs += 30_000;
    expect((await bed.ask("GET", "/webhooks", { key })).status).toBe(401);
  });

  test("that were made a moment ago are deleted, though not every replica knows them yet", async () => {
    const { body } = await makeKey();
    const { apiKeys } = bed.stores;
    apiKeys.find = async () => undefined;
    expect((await bed.operator("DELETE", `/api-keys/${body.id}?${OF_ACME}`)).status).toBe(204);
    expect(await apiKeys.list(ACME, undefined, 10)).toEqual([]);
  });

  test("show when they were last used, to the hour", async () => {
    const { body } = await makeKey();
    const lastUse = async () =>
      (await bed.operator("GET", `/api-keys?${OF_ACME}`)).body.data[0].last_used_at as unknown;
    expect(await lastUse()).toBeUndefined();
    const use = () => bed.ask("GET", "/webhooks", { key: body.key });
    await use();
    expect(await lastUse()).toBe("2026-01-31T12:00:00.000Z");
    bed.clock.nowMs += 3_599_999;
    await use();
    expect(await lastUse()).toBe("2026-01-31T12:00:00.000Z");
    bed.clock.nowMs += 1;
    await use();
    expect(await lastUse()).toBe("2026-01-31T13:00:00.000Z");
  });

  test("neither the store nor the log has the text of a key", async () => {
    const { body } = await makeKey();
    const secret = body.key.slice(-32);
    const stored = await bed.stores.apiKeys.list(ACME, undefined, 10);
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect(bed.lines.join("\n")).not.toContain(secret);
    expect(bed.lines.join("\n")).not.toContain(OPERATOR_KEY);
  });

  test("end at their time", async () => {
    const { body } = await bed.operator("POST", "/api-keys", {
      name: "short",
      role: "reader",
      ...ACME,
      expires_at: "2026-01-31T13:00:00+00:30",
    });
    expect(body.expires_at).toBe("2026-01-31T12:30:00.000Z");
    bed.clock.nowMs = Date.parse("2026-01-31T12:29:59.999Z");
    expect((await bed.ask("GET", "/webhooks", { key: body.key })).status).toBe(200);
    bed.clock.nowMs += 1;
    expect((await bed.ask("GET", "/webhooks", { key: body.key })).status).toBe(401);
  });

  test("of its own tenant an admin key manages", async () => {
    const created = await bed.admin("POST", "/api-keys", { name: "ci", role: "publisher" });
    expect(created).toMatchObject({ status: 201, body: { ...ACME, role: "publisher" } });
    const list = await bed.admin("GET", "/api-keys?limit=1");
    expect(list.body.data).toHaveLength(1);
    const rest = await bed.admin("GET", `/api-keys?limit=1&cursor=${list.body.next_cursor}`);
    expect(rest.body).toMatchObject({ data: [{}], next_cursor: null });
    expect((await bed.admin("DELETE", `/api-keys/${created.body.id}`)).status).toBe(204);
  });

  test("that the operator makes are told of, those of an admin key are not", async () => {
    await bed.admin("POST", "/api-keys", { name: "own", role: "admin" });
    bed.operatorMadeKeys.length = 0;
    await bed.admin("POST", "/api-keys", { name: "own", role: "admin" });
    expect(bed.operatorMadeKeys).toEqual([]);
    const { body } = await bed.operator("POST", "/api-keys", { name: "x", role: "admin", ...ACME });
    expect(bed.operatorMadeKeys).toMatchObject([{ ...ACME, id: body.id, role: "admin" }]);
    await bed.operator("POST", "/api-keys", { name: "x", role: "root", ...ACME });
    expect(bed.operatorMadeKeys).toHaveLength(1);
  });

  test("of another tenant an admin key does not", async () => {
    const other = await bed.keyOf("reader", GLOBEX);
    const [key] = await bed.stores.apiKeys.list(GLOBEX, undefined, 1);
    expect(other).toContain("globex");
    for (const tenant of [GLOBEX, { ...ACME, environment: "sandbox" }]) {
      const { application, environment } = tenant;
      const query = `application=${application}&environment=${environment}`;
      expect((await bed.admin("GET", `/api-keys?${query}`)).status).toBe(403);
      expect((await bed.admin("DELETE", `/api-keys/${key?.id}?${query}`)).status).toBe(403);
      const body = { name: "x", role: "admin", ...tenant };
      expect((await bed.admin("POST", "/api-keys", body)).status).toBe(403);
    }
    expect((await bed.admin("DELETE", `/api-keys/${key?.id}`)).status).toBe(404);
  });

  test("are not for the other roles", async () => {
    for (const role of ["manager", "publisher", "reader"] as const) {
      expect((await bed.as(role, "GET", "/api-keys")).status).toBe(403);
      const body = { name: "x", role: "admin" };
      expect((await bed.as(role, "POST", "/api-keys", body)).status).toBe(403);
    }
  });

  test("need an application that is there", async () => {
    const body = { name: "x", role: "admin", application: "nobody", environment: "production" };
    expect((await bed.operator("POST", "/api-keys", body)).body.errors).toEqual([
      {
        field: "application",
        message: "is not the id of an application",
        hint: "create it first: POST /applications",
      },
    ]);
  });

  test("the operator has to say whose they are", async () => {
    const answer = await bed.operator("GET", "/api-keys?application=acme");
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: "environment" }] } });
    const created = await bed.operator("POST", "/api-keys", { name: "x", role: "admin" });
    expect(created.body.errors).toHaveLength(2);
  });

  test.each([
    [{ role: "root" }, "role", "is not one of the known values"],
    [{ role: undefined }, "role", "is missing"],
    [{ environment: "staging" }, "environment", "is not one of the known values"],
    [{ expires_at: "tomorrow" }, "expires_at", "is malformed"],
    [{ expires_at: "2026-01-31T12:00:00Z" }, "expires_at", "is not in the future"],
    [{ expires_at: 1_900_000_000 }, "expires_at", "expected text, got a number"],
    [{ key: "mine" }, "key", "is not a known field"],
  ])("refuse %j", async (wrong, field, message) => {
    const body = { name: "x", role: "admin", ...ACME, ...wrong };
    expect(fieldErrorsOf(await bed.operator("POST", "/api-keys", body))).toContain(
      `${field} ${message}`,
    );
  });

  test("repeated under one idempotency key there is one key, and it can be read again", async () => {
    const ask = () =>
      bed.ask("POST", "/api-keys", {
        key: OPERATOR_KEY,
        body: { name: "ci", role: "reader", ...ACME },
        headers: { "Idempotency-Key": "once" },
      });
    const first = await ask();
    expect((await ask()).text).toBe(first.text);
    expect(await bed.stores.apiKeys.list(ACME, undefined, 10)).toHaveLength(1);
  });
});
