import * as z from "zod";

import { isSlowTenant, servingPool } from "../../../shared/domain/tenant-standing.ts";
import type { KnownStanding } from "../../../shared/waiting/pool-of.ts";
import { timeOut, timeText } from "../../http/fields.ts";

/** Which functions serve a webhook, and why. */
export const poolOut = z
  .object({
    served_by: z.enum(["quick", "trial", "slow"]),
    state: z.enum(["proved", "unproven", "slow"]),
    since: timeOut.optional().meta({ description: "Since when it is in its state, if known." }),
    proves_itself_from: timeOut.optional().meta({
      description: "Of a slow one: quick answers do not count for it before.",
    }),
    tenant_slow_until: timeOut.optional().meta({
      description:
        "Too many webhooks of the tenant turned slow: until then none is served among the quick.",
    }),
  })
  .meta({
    description:
      "Whether requests to its receiver ended quickly, and so hold up nobody else. In the answer to a read of this webhook alone.",
  });

/** Which pool serves a webhook, and why. */
export function showPool(
  { standing, tenant }: KnownStanding,
  nowMs: number,
): z.output<typeof poolOut> {
  const isSlow = standing?.state === "slow";
  return {
    served_by: servingPool(standing, tenant, nowMs),
    state: standing === undefined || standing.state === "quick" ? "proved" : standing.state,
    ...(standing && { since: timeText(standing.sinceMs) }),
    ...(isSlow && { proves_itself_from: timeText(standing.regainFromMs) }),
    ...(tenant &&
      isSlowTenant(tenant, nowMs) && { tenant_slow_until: timeText(tenant.slowUntilMs) }),
  };
}
