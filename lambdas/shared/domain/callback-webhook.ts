import { createHash } from "node:crypto";

import { webhookIdFrom } from "./identifiers.ts";
import { MAX_EXPIRES_IN_SECONDS } from "./notification.ts";
import { RETENTION_DAYS } from "./retention.ts";
import type { Tenant } from "./tenant.ts";
import { MS_PER_DAY } from "./utc-day.ts";
import { MAX_WEBHOOKS_PER_TENANT, type Webhook } from "./webhook.ts";

/**
 * Origins that the callbacks of one tenant may go to, each with a hidden webhook: an application is
 * called back at a few; and the fan-out reads them along with the tenant's webhooks.
 */
export const MAX_CALLBACK_ORIGINS_PER_TENANT = 200;

/**
 * All webhooks that a tenant can have, hidden ones included; the one that holds its
 * `callback_config` counts as its own.
 */
export const MAX_WEBHOOKS_HIDDEN_INCLUDED =
  MAX_WEBHOOKS_PER_TENANT + MAX_CALLBACK_ORIGINS_PER_TENANT;

/**
 * So long may a notification need its hidden webhook: to its expiry, and while its event is kept.
 */
const USED_FOR_MS = MAX_EXPIRES_IN_SECONDS * 1000 + RETENTION_DAYS * MS_PER_DAY;

/** Bytes of the hash that an id is made of. */
const ID_BYTES = 16;

/**
 * Id of the hidden webhook that carries the callbacks of a tenant to one origin (`https://example.com:8443`): one for each
 * receiver, so that each has a lane and a status of its own.
 */
export function callbackWebhookIdOf(tenant: Tenant, origin: string): string {
  return derivedId(["callback", tenant.application, tenant.environment, origin]);
}

/** Id of the hidden webhook that holds a tenant's `callback_config` and gets nothing itself. */
export function callbackConfigIdOf(tenant: Tenant): string {
  return derivedId(["callback-config", tenant.application, tenant.environment]);
}

/**
 * Whether a webhook is the hidden one that holds the `callback_config` of its tenant: for the
 * operator, who sees it there.
 */
export function isCallbackConfig(webhook: Tenant & Pick<Webhook, "id">): boolean {
  return webhook.id === callbackConfigIdOf(webhook);
}

/** End of the hidden webhook of an origin named now: a day late, so it is put off once a day. */
export function callbackWebhookEndMs(nowMs: number): number {
  return nowMs + USED_FOR_MS + MS_PER_DAY;
}

/** Whether a notification of now may have use for a hidden webhook for longer than that is kept. */
export function endsTooSoon({ endsAtMs = 0 }: Pick<Webhook, "endsAtMs">, nowMs: number): boolean {
  return endsAtMs < nowMs + USED_FOR_MS;
}

/** Whether nothing needs a hidden webhook any more. Old ones have no end until they are used. */
export function hasEnded({ endsAtMs }: Pick<Webhook, "endsAtMs">, nowMs: number): boolean {
  return endsAtMs !== undefined && endsAtMs <= nowMs;
}

function derivedId(name: readonly string[]): string {
  return webhookIdFrom(
    createHash("sha256").update(JSON.stringify(name)).digest().subarray(0, ID_BYTES),
  );
}
