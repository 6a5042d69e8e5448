import type { LaneOwner } from "../shared/domain/lane.ts";
import type { Pace } from "../shared/domain/standing.ts";
import { tenantKey } from "../shared/domain/tenant.ts";
import { makeRecentMap } from "../shared/memory/recent-map.ts";
import {
  isOftenSluggish,
  type RecentPaces,
  type TenantPaces,
  withPace,
  withTenantPace,
} from "./domain/recent-paces.ts";

/** Webhooks and tenants whose last ten attempts a warm function keeps if some were sluggish. */
const MOST_REMEMBERED = 1000;

/**
 * Notes an attempt that this function made.
 * @returns whether its webhook or its tenant was often sluggish of late, this attempt included
 */
export type NotePace = (owner: LaneOwner, pace: Pace) => boolean;

/** Remembers the attempts of this function. */
export function makeNotePace(): NotePace {
  const ofWebhooks = makeRecentMap<RecentPaces>(MOST_REMEMBERED);
  const ofTenants = makeRecentMap<TenantPaces>(MOST_REMEMBERED);

  return (owner, pace) => {
    const { webhookId } = owner;
    const before = ofWebhooks.get(webhookId) ?? 0;
    const recent = withPace(before, pace);
    if (recent !== before) ofWebhooks.set(webhookId, recent);

    const tenant = tenantKey(owner);
    const beforeOfTenant = ofTenants.get(tenant);
    if (beforeOfTenant === undefined && pace === "quick") return isOftenSluggish(recent, []);
    const ofTenant = withTenantPace(beforeOfTenant ?? [], webhookId, pace);
    if (ofTenant.length === 0) ofTenants.delete(tenant);
    else ofTenants.set(tenant, ofTenant);
    return isOftenSluggish(recent, ofTenant);
  };
}
