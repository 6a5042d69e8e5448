import { randomBytes } from "node:crypto";

import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import type { Application, Tenant } from "../../lambdas/shared/domain/tenant.ts";
import type { Webhook } from "../../lambdas/shared/domain/webhook.ts";
import type { ConfigurationStores } from "./dynamo-stores.ts";
import { PLAIN_WEBHOOK } from "./plain-webhook.ts";

/** When an application is deleted here. */
export const NOW_MS = Date.now();
/** When its id can be used again: 60 days on, in whole seconds. */
export const FREE_MS = Math.ceil(NOW_MS / 1000) * 1000 + 60 * 86_400_000;

/** A text that no other run has. */
export function randomText(): string {
  return randomBytes(8).toString("hex");
}

/** An application that is not stored yet. */
export function newApplication(id = randomText()): Application {
  return { id, name: "acme", createdAtMs: 1_700_000_000_000, modifiedAtMs: 1 };
}

/** A tenant of the test's own, stored. */
export async function newTenant({
  applications,
}: {
  readonly applications: Pick<ConfigurationStores["applications"], "create">;
}): Promise<Tenant> {
  const application = newApplication();
  await applications.create(application);
  return { application: application.id, environment: "production" };
}

/** A webhook that is not stored yet. */
export function newWebhook(tenant: Tenant, secret = "a.b.c"): Webhook {
  return {
    ...PLAIN_WEBHOOK,
    ...tenant,
    id: webhookIdFrom(randomBytes(16)),
    config: { customHeaderNames: ["apikey"] },
    sealed: { "custom_header:0": secret },
  };
}

/** A hidden one, of a callback origin. */
export function newHidden(tenant: Tenant): Webhook {
  return { ...newWebhook(tenant), events: [], hidden: true, quota: "callbacks", endsAtMs: 5000 };
}
