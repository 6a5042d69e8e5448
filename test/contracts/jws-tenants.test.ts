import { expect, test } from "vitest";

import { makeWebhookStore } from "../../lambdas/config-api/webhooks/webhook-store.ts";
import type { Webhook } from "../../lambdas/shared/domain/webhook.ts";
import { makeApplicationStore } from "../../lambdas/shared/dynamodb/application-store.ts";
import { makeSignsJws } from "../../lambdas/signing-keys/jws-tenants.ts";
import { newTenant, newWebhook } from "../support/new-configuration.ts";
import { ownTable } from "../support/own-table.ts";

const options = await ownTable();

/** Creates webhooks of a new tenant. @returns whether it signs JWS */
async function signsJws(...webhooks: readonly Partial<Webhook>[]): Promise<boolean> {
  const tenant = await newTenant({ applications: makeApplicationStore(options) });
  for (const webhook of webhooks) {
    const creation = await makeWebhookStore(options).create({ ...newWebhook(tenant), ...webhook });
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
