import { expect, test } from "vitest";

import { permissionsOf } from "../../../../lambdas/config-api/access/permissions.ts";
import { ROLES } from "../../../../lambdas/config-api/api-keys/domain/api-key.ts";
import { ACME } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";

const bed = freshTestBed();

test.each(ROLES)("an API key of the role %s learns what it is and may do", async (role) => {
  const { status, body } = await bed.as(role, "GET", "/caller");
  const [key] = await bed.stores.apiKeys.list(ACME, undefined, 1);
  expect([status, body]).toEqual([
    200,
    { kind: "api-key", id: key?.id, name: role, role, ...ACME, permissions: permissionsOf(role) },
  ]);
});

test("it learns when it ends", async () => {
  const made = { name: "short", role: "reader", expires_at: "2026-01-31T12:30:00.000Z" };
  const { body: key } = await bed.admin("POST", "/api-keys", made);
  const { body } = await bed.ask("GET", "/caller", { key: key.key });
  expect(body).toMatchObject({ id: key.id, expires_at: made.expires_at });
  expect(body).not.toHaveProperty("key");
});

test("the operator key has permissions, and nothing of a tenant", async () => {
  const { body } = await bed.operator("GET", "/caller");
  expect(body).toEqual({ kind: "operator", permissions: permissionsOf("operator") });
});

test.each([undefined, "garbage", `rbk_acme_production_${"a".repeat(12)}_${"b".repeat(32)}`])(
  "%j is refused as everywhere",
  async (key) => {
    const answer = await bed.ask("GET", "/caller", key === undefined ? {} : { key });
    expect(answer).toMatchObject({
      status: 401,
      body: { type: "urn:ringback:problem:unauthorized" },
    });
    expect(answer.headers["www-authenticate"]).toContain('Bearer realm="ringback"');
  },
);

test("nobody keeps the answer", async () => {
  const { headers } = await bed.as("reader", "GET", "/caller");
  expect(headers["cache-control"]).toBe("no-store");
});
