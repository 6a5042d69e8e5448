import { expect, test } from "vitest";

import { makeWebhookStore } from "../../lambdas/config-api/webhooks/webhook-store.ts";
import { callbackConfigIdOf } from "../../lambdas/shared/domain/callback-webhook.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import type { Webhook } from "../../lambdas/shared/domain/webhook.ts";
import { makeApplicationStore } from "../../lambdas/shared/dynamodb/application-store.ts";
import { makeDynamoCertificates } from "../../lambdas/signing-keys/dynamo-certificates.ts";
import { newTenant, newWebhook } from "../support/new-configuration.ts";
import { ownTable } from "../support/own-table.ts";

const UNTIL_MS = 1_770_000_000_000;

const options = await ownTable();

const withCertificate = (certificateExpiresAtMs: number, more: Partial<Webhook> = {}) => ({
  config: { customHeaderNames: [], mtls: { certificateExpiresAtMs } },
  ...more,
});

/**
 * Creates webhooks of a new tenant, named `wh_0`, `wh_1` …, and looks for certificates that end.
 */
async function found(make: (tenant: Tenant) => readonly Partial<Webhook>[]) {
  const tenant = await newTenant({ applications: makeApplicationStore(options) });
  for (const [index, webhook] of make(tenant).entries()) {
    const whole = { ...newWebhook(tenant), id: `wh_${index}`, ...webhook };
    expect(await makeWebhookStore(options).create(whole)).toBe("created");
  }
  const endingCertificates = makeDynamoCertificates(options);
  expect(await endingCertificates({ ...tenant, environment: "sandbox" }, UNTIL_MS)).toEqual([]);
  return { tenant, certificates: await endingCertificates(tenant, UNTIL_MS) };
}

test("certificates that end before a time are found, of webhooks that are not gone", async () => {
  const { certificates } = await found(() => [
    {},
    withCertificate(UNTIL_MS - 1),
    withCertificate(UNTIL_MS),
    withCertificate(5, { status: "disabled" }),
    withCertificate(5, { status: "gone" }),
  ]);
  expect(certificates).toEqual([
    { webhookId: "wh_1", isCallbackConfig: false, expiresAtMs: UNTIL_MS - 1 },
    { webhookId: "wh_3", isCallbackConfig: false, expiresAtMs: 5 },
  ]);
});

test("that of the callback_config is told apart", async () => {
  const { tenant, certificates } = await found((owner) => [
    withCertificate(5, { id: callbackConfigIdOf(owner), hidden: true, events: [] }),
  ]);
  expect(certificates).toEqual([
    { webhookId: callbackConfigIdOf(tenant), isCallbackConfig: true, expiresAtMs: 5 },
  ]);
});

test("one is found behind more than a page of others", async () => {
  const bulk = { sealed: { basic_auth_password: "x".repeat(300_000) } };
  const { certificates } = await found(() => [
    ...Array.from({ length: 5 }, () => bulk),
    withCertificate(5),
  ]);
  expect(certificates).toMatchObject([{ webhookId: "wh_5" }]);
});
