import { isCallbackConfig } from "../../shared/domain/callback-webhook.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { Webhook, WebhookStatus } from "../../shared/domain/webhook.ts";
import type { WebhookStore } from "./webhook-ports.ts";

/** Webhooks read at once while a filter is applied. */
const READ_AT_ONCE = 200;

/** Which webhooks are listed. */
export interface WebhookFilter {
  /** Those that name this event type, or all of them. */
  readonly event?: string;
  readonly status?: WebhookStatus;
  /** Those that were made for callback origins, or all others. */
  readonly isHidden: boolean;
  /** Those of some that pass whatever else is asked for. @default - all do */
  readonly narrow?: (webhooks: readonly Webhook[]) => Promise<readonly Webhook[]>;
}

/** Webhooks by id after `after` that pass the filter: up to `limit`, fewer only at the end. */
export async function listWebhooks(
  webhooks: Pick<WebhookStore, "list">,
  tenant: Tenant,
  filter: WebhookFilter,
  after: string | undefined,
  limit: number,
): Promise<Webhook[]> {
  const found: Webhook[] = [];
  let last = after;
  for (;;) {
    const page = await webhooks.list(tenant, last, READ_AT_ONCE);
    const passed = page.filter((webhook) => passes(webhook, filter));
    found.push(...((await filter.narrow?.(passed)) ?? passed));
    last = page.at(-1)?.id;
    if (page.length < READ_AT_ONCE || found.length >= limit) return found.slice(0, limit);
  }
}

function passes(webhook: Webhook, { event, status, isHidden }: WebhookFilter): boolean {
  if ((webhook.hidden === true) !== isHidden || isCallbackConfig(webhook)) return false;
  const namesEvent =
    event === undefined || webhook.events.includes(event) || webhook.events.includes("*");
  const isOfStatus = status === undefined || webhook.status === status;
  return namesEvent && isOfStatus;
}
