import type { DeliveryRecord } from "../../shared/domain/delivery-record.ts";
import type { DeliveryKey } from "../../shared/domain/identifiers.ts";
import { isSameTenant, type Tenant } from "../../shared/domain/tenant.ts";
import { LAST_MS } from "../http/time-range.ts";
import { readWebhook } from "../webhooks/change-webhook.ts";
import type { WebhookStore } from "../webhooks/webhook-ports.ts";
import { type DeliveryReader, shardsIn } from "./delivery-reader.ts";
import { mergeNewestFirst } from "./merge-newest-first.ts";
import { take } from "./take.ts";

/** Entries looked at per shard: a hundred in all, whose records are one BatchGetItem. */
const PAGE_SIZE = 25;
const ALWAYS = { fromMs: 0, toMs: LAST_MS } as const;

/** What knowing webhooks needs. */
export interface KnowsWebhookPorts {
  readonly deliveries: Pick<DeliveryReader, "list" | "record">;
  readonly webhooks: Pick<WebhookStore, "read">;
}

/**
 * Whether a tenant has a webhook, or had it: one that was deleted is known by its deliveries, as
 * long as there are some. Another tenant's webhook is asked after in the same calls as one that
 * never was, so that neither answer nor time tells them apart.
 */
export async function knowsWebhook(
  { deliveries, webhooks }: KnowsWebhookPorts,
  tenant: Tenant,
  webhookId: string,
): Promise<boolean> {
  if ((await readWebhook({ webhooks }, tenant, webhookId)) !== undefined) return true;
  const lists = shardsIn("history", webhookId).map((shard) =>
    deliveries.list(shard, ALWAYS, PAGE_SIZE),
  );
  const newestFirst = mergeNewestFirst(lists);
  const [newest = noDeliveryOf(webhookId)] = await take(newestFirst, 1);
  const record = (await deliveries.record(newest)) ?? (await firstKept(deliveries, newestFirst));
  return record !== undefined && isSameTenant(record, tenant);
}

/** A delivery that there is not: its record is read where there is none to read. */
function noDeliveryOf(webhookId: string): DeliveryKey {
  return { eventId: `evt_${"0".repeat(22)}`, webhookId };
}

/** The index lists what is past its time: the newest may be gone while older ones are not. */
async function firstKept(
  deliveries: KnowsWebhookPorts["deliveries"],
  rest: AsyncIterator<DeliveryKey>,
): Promise<DeliveryRecord | undefined> {
  const keys = await take(rest, PAGE_SIZE * 4 - 1);
  const records = await Promise.all(keys.map((key) => deliveries.record(key)));
  return records.find((record) => record !== undefined);
}
