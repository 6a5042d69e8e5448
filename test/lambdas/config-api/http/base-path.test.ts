import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { describe, expect, test } from "vitest";

import { withoutBasePath } from "../../../../lambdas/config-api/http/base-path.ts";
import type { Route } from "../../../../lambdas/config-api/http/route.ts";
import { makeConfigApiTestBed, OPERATOR_KEY } from "../../../support/config-api-test-bed.ts";

const ROUTES = [
  "GET /health",
  "GET /webhooks",
  "GET /webhooks/{id}",
  "POST /webhooks/{id}/test",
].map((key) => {
  const [method, path] = key.split(" ");
  return { method, path } as Route;
});

function pathOf(path: string, domainName = "api.example.com"): string {
  const http = { path } as APIGatewayProxyEventV2["requestContext"]["http"];
  const requestContext = { domainName, http } as APIGatewayProxyEventV2["requestContext"];
  const event = { rawPath: path, requestContext } as APIGatewayProxyEventV2;
  const read = withoutBasePath(event, ROUTES);
  expect(read.rawPath).toBe(read.requestContext.http.path);
  return read.rawPath;
}

describe("a request to a custom domain", () => {
  test.each([
    ["/ringback/health", "/health"],
    ["/ringback/webhooks/wh_1", "/webhooks/wh_1"],
    ["/a/b/c/d/e/webhooks/wh_1/test", "/webhooks/wh_1/test"],
    ["/ringback/webhooks/", "/webhooks/"],
    ["/$default/health", "/health"],
  ])("is read without its base path: %s", (path, expected) => {
    expect(pathOf(path)).toBe(expected);
  });

  test.each([
    "/health",
    "/webhooks/health",
    "/webhooks/wh_1/health",
    "/ringback",
    "/ringback/",
    "/",
    "",
    "/a/b/c/d/e/f/health",
    "/ringback/nothing",
    "/ringback//health",
    `/${"a/".repeat(5000)}health`,
  ])("is read as it came where there is none, or nothing below it: %.30s", (path) => {
    expect(pathOf(path)).toBe(path);
  });
});

test.each([
  "abc123.execute-api.eu-west-1.amazonaws.com",
  "abc123.execute-api-fips.us-east-1.amazonaws.com",
])("a request to %s has no base path", (host) => {
  expect(pathOf("/ringback/health", host)).toBe("/ringback/health");
});

test("the whole API answers behind a base path, and its refusals are the same", async () => {
  const bed = makeConfigApiTestBed();
  const key = await bed.keyOf("admin");
  expect((await bed.ask("GET", "/api/v1/health")).status).toBe(200);
  const made = await bed.ask("POST", "/api/v1/webhooks", {
    key,
    body: { endpoint: "https://example.com/hooks", events: ["*"] },
  });
  expect(made.status).toBe(201);
  expect(await bed.ask("GET", `/api/v1/webhooks/${made.body.id}`, { key })).toMatchObject({
    status: 200,
    body: { id: made.body.id },
  });
  expect((await bed.ask("GET", "/api/v1/webhooks")).status).toBe(401);
  expect((await bed.ask("PUT", "/api/v1/webhooks", { key })).status).toBe(405);
  expect((await bed.ask("GET", "/api/v1/applications", { key: OPERATOR_KEY })).status).toBe(200);
  expect((await bed.ask("GET", "/api/v1/nothing", { key })).status).toBe(404);
});
