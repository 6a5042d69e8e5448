import { createHash } from "node:crypto";

import { webhookIdFrom } from "./identifiers.ts";
import type { Tenant } from "./tenant.ts";

/** Bytes of the hash that an id is made of. */
const ID_BYTES = 16;

/**
 * Id of the hidden webhook that carries the callbacks of a tenant to one origin (`https://example.com:8443`): one for each
 * receiver, so that each has a lane and a status of its own.
 */
export function callbackWebhookIdOf(tenant: Tenant, origin: string): string {
  return derivedId(["callback", tenant.application, tenant.environment, origin]);
}

/** Id of the hidden webhook that holds the `callback_config` of a tenant, and gets nothing itself. */
export function callbackConfigIdOf(tenant: Tenant): string {
  return derivedId(["callback-config", tenant.application, tenant.environment]);
}

function derivedId(name: readonly string[]): string {
  return webhookIdFrom(
    createHash("sha256").update(JSON.stringify(name)).digest().subarray(0, ID_BYTES),
  );
}
