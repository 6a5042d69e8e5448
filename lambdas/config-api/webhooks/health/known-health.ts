import type { Tenant } from "../../../shared/domain/tenant.ts";
import type { Webhook } from "../../../shared/domain/webhook.ts";
import type { WebhookPorts } from "../webhook-ports.ts";
import type { FindLimited } from "./find-limited.ts";
import type { KnownHealth } from "./webhook-health.ts";

/** How the webhooks of one tenant are, as one request sees it. */
export interface TenantHealth {
  /** Looks at some of them, and at none twice. */
  look(webhooks: readonly Webhook[]): Promise<void>;
  /** Of a webhook that was looked at; `undefined`: nothing is told of health. */
  of(webhook: Webhook): KnownHealth | undefined;
}

/** Reads at once what is known against a tenant's receivers; effects of limits only if asked. */
export async function readTenantHealth(
  { listHealth, findLimited }: Pick<WebhookPorts, "listHealth"> & { findLimited: FindLimited },
  tenant: Tenant,
  nowMs: number,
): Promise<TenantHealth> {
  const known = await listHealth?.(tenant);
  const seen = new Map<string, KnownHealth>();
  return {
    async look(webhooks) {
      const others = webhooks.filter(({ id }) => !seen.has(id));
      const limited = await findLimited(others, nowMs);
      for (const { id } of others) {
        const { standing, breaker } = known?.get(id) ?? {};
        seen.set(id, { standing, breaker, limited: limited.get(id) });
      }
    },
    of: ({ id }) => known && seen.get(id),
  };
}
