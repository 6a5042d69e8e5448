import { expect, test } from "vitest";

import { makeConfigApiTestBed } from "../../../support/config-api-test-bed.ts";

const bed = makeConfigApiTestBed();

test.each([
  ["GET", "/webhooks/123", "webhook"],
  ["PATCH", "/webhooks/wh_1", "webhook"],
  ["POST", "/webhooks/123/enable", "webhook"],
  ["GET", "/webhooks/%20/deliveries", "webhook"],
  ["GET", "/webhooks/evt_0000000000000000000001", "webhook"],
  ["GET", "/deliveries/123", "delivery"],
  ["POST", "/deliveries/123/resend", "delivery"],
  ["GET", "/events/123", "event"],
  ["GET", "/event-types/a%20b", "event type"],
  ["PUT", "/event-types/-", "event type"],
  ["DELETE", "/api-keys/123", "API key"],
  ["GET", "/notifications/123", "notification"],
  ["POST", "/notifications/123/response", "notification"],
  ["GET", "/signing-keys/123", "signing key"],
  ["GET", "/applications/acme/production/signing-keys/123", "signing key"],
  ["GET", "/applications/acme/prod/.well-known/jwks.json", "environment"],
  ["GET", "/applications/-/production/.well-known/jwks.json", "application"],
])("%s %s: there is no such %s", async (method, path, thing) => {
  const answer = await bed.admin(method, path);
  expect(answer).toMatchObject({ status: 404, body: { detail: `There is no such ${thing}.` } });
});

test("nor an application with an id that none can have", async () => {
  const answer = await bed.operator("GET", "/applications/-");
  expect(answer.body.detail).toBe("There is no such application.");
});

test("a path that there is not is told of as such", async () => {
  for (const path of ["/webhook/123", "/webhooks/123/secrets", "/nothing"]) {
    const answer = await bed.admin("GET", path);
    expect(answer.body.detail).toContain("There is nothing at this path");
  }
});
