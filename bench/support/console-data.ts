import { performance } from "node:perf_hooks";

import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import type { ConsoleBed } from "../../test/console/browser/support/console-beside-api.ts";
import { ACME, GLOBEX } from "../../test/support/config-api-test-bed.ts";
import { deliveryOf } from "../../test/support/delivery-of.ts";
import { PLAIN_WEBHOOK } from "../../test/support/plain-webhook.ts";

/** A tenant, and how much it has. */
export interface Filled {
  readonly tenant: Tenant;
  readonly webhooks: number;
  readonly deliveries: number;
}

/** A tenant with as many webhooks as one may have. */
export const MANY: Filled = { tenant: ACME, webhooks: 1000, deliveries: 100_000 };

/** The one that it is held against. */
export const FEW: Filled = { tenant: GLOBEX, webhooks: 1, deliveries: 1 };

/** Every second delivery is of the first webhook, whose list is asked for. */
const OF_THE_FIRST = 2;
/** Every tenth was dropped; the rest were delivered. */
const OF_THE_DROPPED = 10;

/** Fills both tenants. @returns their first webhooks, and the seconds that it took */
export async function fillTenants(bed: ConsoleBed) {
  const start = performance.now();
  const webhookIds = { many: await fill(bed, MANY, 1), few: await fill(bed, FEW, 2) };
  return { webhookIds, seconds: Math.round((performance.now() - start) / 1000) };
}

async function fill(
  bed: ConsoleBed,
  { tenant, webhooks, deliveries }: Filled,
  series: number,
): Promise<string> {
  await bed.keyOf("admin", tenant);
  const { nowMs } = bed.clock;
  const ids = Array.from(
    { length: webhooks },
    (_, number) => `wh_${series}${String(number).padStart(21, "0")}`,
  );
  for (const [number, id] of ids.entries()) {
    const name = `Receiver ${number}`;
    await bed.stores.webhooks.create({ ...PLAIN_WEBHOOK, ...tenant, id, name });
  }
  const [first = ""] = ids;
  for (let number = 0; number < deliveries; number += 1) {
    const webhookId = (number % OF_THE_FIRST === 0 ? first : ids[number % webhooks]) ?? first;
    const isDropped = number % OF_THE_DROPPED === 0;
    await bed.history.putRecord(
      deliveryOf({ ...tenant, webhookId }, number, {
        acceptedAtMs: nowMs - (number + 1) * 1000,
        attempts: isDropped ? 55 : 1,
        status: isDropped ? "dropped" : "delivered",
        ...(isDropped && { dropReason: "attempts_spent" as const }),
        lastOutcome: isDropped ? "503" : "204",
      }),
    );
  }
  return first;
}
