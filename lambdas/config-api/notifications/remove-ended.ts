import { hasEnded, MAX_WEBHOOKS_HIDDEN_INCLUDED } from "../../shared/domain/callback-webhook.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { WebhookStore } from "../webhooks/webhook-ports.ts";

/** The most webhooks that a request removes: room for it and some after it, in a moment. */
const MOST_REMOVED = 10;

/**
 * Removes hidden webhooks of callback origins that have ended: one query, and a few deletions. Each
 * only as it was seen, since a notification may just have put its end off.
 * @returns how many
 */
export async function removeEnded(
  { webhooks }: { readonly webhooks: Pick<WebhookStore, "list" | "remove"> },
  tenant: Tenant,
  nowMs: number,
): Promise<number> {
  const all = await webhooks.list(tenant, undefined, MAX_WEBHOOKS_HIDDEN_INCLUDED);
  const ended = all
    .filter((webhook) => webhook.quota === "callbacks" && hasEnded(webhook, nowMs))
    .slice(0, MOST_REMOVED);
  let removed = 0;
  for (const { id, version } of ended) {
    if (await webhooks.remove(tenant, id, version)) removed += 1;
  }
  return removed;
}
