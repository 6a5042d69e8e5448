import { createHash } from "node:crypto";

import { expect, test } from "vitest";

import { makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";

const bed = makeConfigApiTestBed();

test("GET /health needs no key", async () => {
  const answer = await bed.ask("GET", "/health");
  expect(answer).toMatchObject({ status: 200, body: { status: "ok" } });
});

test("GET /openapi.json describes every route, with the schemas that check it", async () => {
  const { status, body } = await bed.ask("GET", "/openapi.json");
  expect(status).toBe(200);
  expect(body.openapi).toMatch(/^3\.1/u);
  const operations = Object.entries(body.paths as Record<string, object>).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  for (const operation of [
    "GET /health",
    "POST /applications",
    "DELETE /applications/{id}",
    "POST /api-keys",
    "POST /webhooks",
    "PATCH /webhooks/{id}",
    "POST /webhooks/{id}/enable",
    "GET /webhooks/{id}/deliveries",
    "GET /deliveries/{id}",
    "POST /events",
    "GET /events/{id}",
    "POST /notifications",
    "POST /notifications/{uuid}/response",
  ]) {
    expect(operations).toContain(operation);
  }
  const { schemas } = body.components;
  expect(schemas.NewWebhook).toMatchObject({
    additionalProperties: false,
    required: ["endpoint", "events"],
  });
  expect(schemas.Problem.properties).toHaveProperty("request_id");
  expect(body.paths["/webhooks"].post).toMatchObject({
    security: [{ apiKey: [] }],
    description: "Keys: admin, manager.",
    parameters: [{ in: "header", name: "idempotency-key" }],
  });
  expect(body.paths["/health"].get.security).toEqual([]);
});

test("every reference of the document leads somewhere", async () => {
  const { body, text } = await bed.ask("GET", "/openapi.json");
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(?<name>[^"]+)"/gu)];
  expect(references.length).toBeGreaterThan(10);
  for (const { groups } of references) {
    expect(body.components.schemas).toHaveProperty(groups?.["name"] ?? "");
  }
});

test("operations are named once", async () => {
  const { body } = await bed.ask("GET", "/openapi.json");
  const names = Object.values(body.paths as Record<string, Record<string, { operationId: string }>>)
    .flatMap((item) => Object.values(item))
    .map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
});

test("GET /docs is a page that loads and runs nothing", async () => {
  const { status, headers, text } = await bed.ask("GET", "/docs");
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(text).toContain("/webhooks/{id}/deliveries");
  expect(text).not.toMatch(/<script|\ssrc=|https?:\/\/(?!example\.com)|javascript:|\son\w+=/u);
  const style = /<style>(?<style>[\s\S]*?)<\/style>/u.exec(text)?.groups?.["style"] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(headers["content-security-policy"]).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
});
