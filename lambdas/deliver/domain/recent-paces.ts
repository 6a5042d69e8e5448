import { countOf, type LastTen, withOneMore } from "../../shared/domain/last-ten.ts";
import type { Pace } from "../../shared/domain/standing.ts";

/** The last ten attempts of a webhook, those counted that were not quick; begin with 0. */
export type RecentPaces = LastTen;

/** The last ten attempts of a tenant: the webhook of each that was not quick; begin with none. */
export type TenantPaces = readonly (string | undefined)[];

const COUNTED = 10;
/** So many attempts of the last ten of a webhook are often. */
const OFTEN = 3;
/**
 * So many webhooks among the last ten of their tenant are often: many that get little each are slow
 * together long before any is by itself. One that gets much is but one.
 */
const MANY_WEBHOOKS = 4;
const NONE: TenantPaces = [];

/** The last ten of a webhook with one more. */
export function withPace(recent: RecentPaces, pace: Pace): RecentPaces {
  return withOneMore(recent, pace !== "quick");
}

/** The last ten of a tenant with one more; the very same while all are quick. */
export function withTenantPace(recent: TenantPaces, webhookId: string, pace: Pace): TenantPaces {
  const last = [...recent, pace === "quick" ? undefined : webhookId].slice(-COUNTED);
  return webhooksAmong(last) === 0 ? NONE : last;
}

/** Whether a webhook, or its tenant, is too often sluggish to be served among the quick ones. */
export function isOftenSluggish(recent: RecentPaces, ofTenant: TenantPaces): boolean {
  return countOf(recent) >= OFTEN || webhooksAmong(ofTenant) >= MANY_WEBHOOKS;
}

function webhooksAmong(recent: TenantPaces): number {
  return new Set(recent.filter((webhookId) => webhookId !== undefined)).size;
}
