import { randomBytes } from "node:crypto";

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";

import { makeApplicationStore } from "../../lambdas/shared/adapters/application-store.ts";
import { makeSignsJws } from "../../lambdas/shared/adapters/jws-tenants.ts";
import { makeWebhookStore } from "../../lambdas/shared/adapters/webhook-store.ts";
import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import type { Webhook } from "../../lambdas/shared/domain/webhook.ts";
import { testCloud } from "../support/cloud.ts";
import { makeOwnTable, type OwnTable } from "../support/own-table.ts";

let dynamodb: DynamoDBClient;
let table: OwnTable;
let count = 0;

beforeAll(async () => {
  dynamodb = new DynamoDBClient((await testCloud()).client);
  table = await makeOwnTable(dynamodb);
});

afterAll(async () => {
  await table.delete();
  dynamodb.destroy();
});

/** Creates webhooks of a new tenant. @returns whether it signs JWS */
async function signsJws(...webhooks: readonly Partial<Webhook>[]): Promise<boolean> {
  count += 1;
  const tenant: Tenant = { application: `a${count}`, environment: "production" };
  const options = { dynamodb, ...table };
  const { application: id } = tenant;
  await makeApplicationStore(options).create({ id, name: id, createdAtMs: 1, modifiedAtMs: 1 });
  for (const webhook of webhooks) {
    const creation = await makeWebhookStore(options).create({
      ...tenant,
      id: webhookIdFrom(randomBytes(16)),
      version: 1,
      endpoint: "https://example.com/",
      events: ["*"],
      status: "enabled",
      config: { customHeaderNames: [] },
      sealed: {},
      createdAtMs: 1,
      modifiedAtMs: 1,
      ...webhook,
    });
    expect(creation).toBe("created");
  }
  const asks = makeSignsJws(options);
  expect(await asks({ ...tenant, environment: "sandbox" })).toBe(false);
  return asks(tenant);
}

const scheme = (signatureScheme: "jws" | "hmac" | "none") => ({
  config: { customHeaderNames: [], signatureScheme },
});

test.each<[string, boolean, Partial<Webhook>[]]>([
  ["no webhook", false, []],
  ["one that signs nothing", false, [{}]],
  ["other schemes", false, [scheme("hmac"), scheme("none"), { profile: "pawapass" }]],
  ["the scheme jws", true, [scheme("hmac"), scheme("jws")]],
  ["a profile that signs", true, [{ profile: "transactionlink" }]],
  ["a profile that signs, overridden", false, [{ profile: "transactionlink", ...scheme("none") }]],
  ["event types whose document signs", true, [{ events: ["WORKFLOW_COMPLETED"] }]],
  ["one that is paused", true, [{ status: "disabled", ...scheme("jws") }]],
  ["one that is gone", true, [{ status: "gone", ...scheme("jws") }]],
  [
    "the hidden one that configures callbacks",
    true,
    [{ hidden: true, profile: "relid", events: [], ...scheme("jws") }],
  ],
])("a tenant with %s: %s", async (_, expected, webhooks) => {
  expect(await signsJws(...webhooks)).toBe(expected);
});

test("the one that signs is found behind more than a page of others", async () => {
  const bulk = { sealed: { basic_auth_password: "x".repeat(300_000) } };
  const webhooks = Array.from({ length: 5 }, (_, n) => ({ ...bulk, id: `wh_${n}` }));
  expect(await signsJws(...webhooks)).toBe(false);
  expect(await signsJws(...webhooks, { ...scheme("jws"), id: "wh_z" })).toBe(true);
});
