import { describe, expect, test, vi } from "vitest";

import { DECLARED_ROUTES } from "../../../../lambdas/config-api/http/declared-routes.ts";
import { ACME } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { createWebhook } from "../../../support/webhook-requests.ts";

const bed = freshTestBed();

/**
 * Every operation of the API, as `GET /path`, with whether it needs a key and what it may answer.
 */
async function operations() {
  const { body } = await bed.ask("GET", "/openapi.json");
  type Operation = { readonly security: readonly unknown[]; readonly responses: object };
  return Object.entries(body.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        routeKey: `${method.toUpperCase()} ${path}`,
        needsKey: operation.security.length > 0,
        statuses: Object.keys(operation.responses),
      })),
  );
}

describe("the gateway's throttles", () => {
  test("are each public route's own, and those of publishing and of tests", async () => {
    for (const { routeKey, needsKey } of await operations()) {
      const isOwn = !needsKey || routeKey === "POST /events" || routeKey.endsWith("/test");
      expect([routeKey, routeKey in DECLARED_ROUTES]).toEqual([routeKey, isOwn]);
    }
    expect(DECLARED_ROUTES["POST /webhooks/{id}/test"]).toBe("tests");
  });

  test("are documented with every route, as is the refusal of Ringback's own requests", async () => {
    for (const { statuses } of await operations()) {
      expect(statuses).toEqual(expect.arrayContaining(["429", "508"]));
    }
  });

  test("of tests are not walked around by another writing of the path", async () => {
    const { id } = await createWebhook(bed, { endpoint: "https://example.com/", events: ["A"] });
    expect((await bed.admin("POST", `/webhooks/${id}/test`)).status).toBe(200);
    // The gateway takes these for no declared route, and decodes the second before the function
    // sees it.
    expect((await bed.admin("POST", `/webhooks/${id}/test/`)).status).toBe(404);
    const key = await bed.keyOf("admin");
    const path = `/webhooks/${id}/test`;
    const answer = await bed.ask("POST", path, { key, gateway: { routeKey: "$default" } });
    expect(answer.status).toBe(404);
    expect(bed.requests).toHaveLength(1);
  });
});

test("the parts of a path are read from the path, whether the gateway names them or not", async () => {
  await bed.ports.ensureSigningKeys(ACME);
  const [signing] = await bed.ports.signingKeys.list(ACME);
  const path = `/signing-keys/${signing?.kid}`;
  for (const gateway of [
    {},
    { routeKey: "$default", pathParameters: undefined },
    { pathParameters: { kid: "00000000-0000-4000-8000-000000000000" } },
  ]) {
    expect((await bed.ask("GET", path, { gateway })).text).toBe(signing?.publicKeyPem);
  }
});

describe("a flood", () => {
  const limits = { perKey: 3, perAddress: 2 };

  test("of guessed keys is 429 before a table is read, and tells when to come again", async () => {
    const find = vi.spyOn(bed.stores.apiKeys, "find");
    const { ask } = bed.handlerWith({ limits });
    const guess = (index: number) =>
      ask("GET", "/webhooks", {
        key: `rbk_acme_production_${String(index).padStart(12, "0")}_${"x".repeat(32)}`,
      });
    for (let index = 0; index < 20; index += 1) expect((await guess(index)).status).toBe(401);
    expect(find).toHaveBeenCalledTimes(20);
    const refused = await guess(20);
    expect(refused.body).toMatchObject({
      type: "urn:ringback:problem:too-many-requests",
      status: 429,
      request_id: "request-1",
    });
    expect(refused.headers["retry-after"]).toBe("1");
    expect(find).toHaveBeenCalledTimes(20);
  });

  test("of one key leaves the others alone", async () => {
    const { ask } = bed.handlerWith({ limits });
    const [one, other] = [await bed.keyOf("admin"), await bed.keyOf("reader")];
    for (let index = 0; index < 30; index += 1) await ask("GET", "/webhooks", { key: one });
    expect((await ask("GET", "/webhooks", { key: one })).status).toBe(429);
    expect((await ask("GET", "/webhooks", { key: other })).status).toBe(200);
  });

  test("of tests of one tenant ends after ten, whatever its keys, and sends nothing more", async () => {
    const { id } = await createWebhook(bed, { endpoint: "https://example.com/", events: ["A"] });
    const path = `/webhooks/${id}/test`;
    for (let index = 0; index < 10; index += 1) {
      expect((await bed.admin("POST", path)).status).toBe(200);
    }
    expect((await bed.as("manager", "POST", path)).status).toBe(429);
    expect((await bed.admin("POST", path)).status).toBe(429);
    expect(bed.requests).toHaveLength(10);
    bed.clock.nowMs += 1000;
    expect((await bed.admin("POST", path)).status).toBe(200);
  });
});
