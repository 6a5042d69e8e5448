import { tenantKey, type Tenant } from "../domain/tenant.ts";
import type { ItemKey } from "./attributes.ts";

/** Seconds that configuration may be old for deliveries on their way (API: "at most 30 s old"). */
export const CONFIGURATION_LIFETIME_SECONDS = 30;

/** Key of the item that holds a tenant's `revision`: it is there as long as the application is. */
export function environmentItemKey(tenant: Tenant): ItemKey {
  return { pk: { S: tenantKey(tenant) }, sk: { S: "environment" } };
}
