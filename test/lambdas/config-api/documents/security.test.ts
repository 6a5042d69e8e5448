import { expect, test } from "vitest";

import { ROLES } from "../../../../lambdas/config-api/api-keys/domain/api-key.ts";
import { makeConfigApiTestBed } from "../../../support/config-api-test-bed.ts";

const { body: document } = await makeConfigApiTestBed().ask("GET", "/openapi.json");
const { apiKey, portalSession, operatorKey } = document.components.securitySchemes;

test("the document says where keys come from, and what each role may do", () => {
  expect(apiKey.description).toContain("POST /api-keys");
  for (const role of ROLES) expect(apiKey.description).toContain(`\`${role}\``);
  expect(portalSession.description).toContain("POST /portal-links");
  expect(operatorKey.description).toContain("OperatorKeySecretArn");
});

test("an operation names the kinds of keys that may call it", () => {
  expect(document.paths["/webhooks"].get.security).toEqual([{ apiKey: [] }, { portalSession: [] }]);
  expect(document.paths["/events"].post.security).toEqual([{ apiKey: [] }]);
  expect(document.paths["/applications"].get.security).toEqual([{ operatorKey: [] }]);
  expect(document.paths["/api-keys"].get.security).toEqual([{ apiKey: [] }, { operatorKey: [] }]);
  expect(document.paths["/health"].get.security).toEqual([]);
});
