import type { DeliveryRecord } from "../../shared/domain/delivery-record.ts";
import type { DeliveryKey } from "../../shared/domain/identifiers.ts";
import { isSameTenant, type Tenant, tenantKey } from "../../shared/domain/tenant.ts";
import { LAST_MS } from "../http/time-range.ts";
import { readWebhook } from "../webhooks/change-webhook.ts";
import type { WebhookStore } from "../webhooks/webhook-ports.ts";
import { type DeliveryReader, type DeliveryShard, shardsIn } from "./delivery-reader.ts";
import { showDelivery } from "./delivery-schemas.ts";
import { type ListedDelivery, mergeNewestFirst } from "./merge-newest-first.ts";
import { take } from "./take.ts";

/** Entries looked at per shard: a hundred in all, whose records are one BatchGetItem. */
const PAGE_SIZE = 25;
const ALWAYS = { fromMs: 0, toMs: LAST_MS } as const;

/** What knowing webhooks needs. */
interface KnowsWebhookPorts {
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

/** Records read at once: one BatchGetItem. */
const RECORDS_AT_ONCE = 100;
/** Records looked at for one page: a filter may end it early, and the cursor goes on there. */
const MOST_RECORDS = 1000;
/** Entries of the index looked at for one page. */
const MOST_ENTRIES = 5000;
/** Webhooks whose deliveries are listed together: each takes four queries. */
export const MOST_WEBHOOKS = 100;

/** What a list of deliveries may be asked for: what an answer shows, and all not delivered. */
export const LISTED_STATUSES = [
  "pending",
  "waiting",
  "delivered",
  "dropped",
  "cancelled",
  "undelivered",
] as const;

/** Which deliveries are listed, and from where on. */
export interface DeliveriesWanted {
  readonly webhookId?: string;
  readonly eventType?: string;
  readonly status?: (typeof LISTED_STATUSES)[number];
  /** Accepted from then … */
  readonly fromMs: number;
  /** … to then, both included. */
  readonly toMs: number;
  /** The last delivery looked at for the page before. */
  readonly after?: ListedDelivery;
  readonly limit: number;
}

/** A page of deliveries, maybe short or empty; `next` is where to go on, absent at the end. */
export interface DeliveriesPage {
  readonly records: readonly DeliveryRecord[];
  readonly next?: ListedDelivery;
}

/** The tenant has too many webhooks to look through: name one, or a status with an index. */
export type TooManyWebhooks = "too_many_webhooks";

/** What listing deliveries needs. */
export interface ListDeliveriesPorts {
  readonly deliveries: Pick<DeliveryReader, "list" | "record">;
  readonly webhooks: Pick<WebhookStore, "list">;
}

/**
 * Deliveries of a tenant, newest first. Those that were not delivered have an index of their own;
 * all others are found through their webhooks, so those of a deleted webhook only when it is named.
 */
export async function listDeliveries(
  { deliveries, webhooks }: ListDeliveriesPorts,
  tenant: Tenant,
  wanted: DeliveriesWanted,
): Promise<DeliveriesPage | TooManyWebhooks> {
  const { after, limit, fromMs } = wanted;
  const toMs = Math.min(wanted.toMs, after?.acceptedAtMs ?? wanted.toMs);
  if (toMs < fromMs) return { records: [] };
  const shards = await shardsOf(webhooks, tenant, wanted);
  if (shards === "too_many_webhooks") return shards;
  const pageSize = Math.max(2, Math.ceil((2 * limit) / Math.max(1, shards.length)));
  const lists = shards.map((shard) => deliveries.list(shard, { fromMs, toMs }, pageSize));
  const merged = mergeNewestFirst(lists, after);

  const found: DeliveryRecord[] = [];
  let entries = 0;
  let read = 0;
  for (;;) {
    const chunk = await take(merged, Math.min(RECORDS_AT_ONCE, limit + 1));
    const last = chunk.at(-1);
    if (last === undefined) return { records: found };
    const own = chunk.filter(({ webhookId }) => webhookId === (wanted.webhookId ?? webhookId));
    const records = await Promise.all(own.map((key) => deliveries.record(key)));
    found.push(
      ...records
        .filter((record) => record !== undefined)
        .filter((record) => fits(record, tenant, wanted)),
    );
    if (found.length > limit) {
      const page = found.slice(0, limit);
      const { acceptedAtMs, eventId, webhookId } = page.at(-1) ?? last;
      return { records: page, next: { acceptedAtMs, eventId, webhookId } };
    }
    entries += chunk.length;
    read += own.length;
    if (entries >= MOST_ENTRIES || read >= MOST_RECORDS) return { records: found, next: last };
  }
}

async function shardsOf(
  webhooks: Pick<WebhookStore, "list">,
  tenant: Tenant,
  { status, webhookId }: DeliveriesWanted,
): Promise<DeliveryShard[] | TooManyWebhooks> {
  if (status !== undefined && status !== "delivered") {
    return shardsIn("undelivered", tenantKey(tenant));
  }
  if (webhookId !== undefined) return shardsIn("history", webhookId);
  const listed = await webhooks.list(tenant, undefined, MOST_WEBHOOKS + 1);
  return listed.length > MOST_WEBHOOKS
    ? "too_many_webhooks"
    : listed.flatMap(({ id }) => shardsIn("history", id));
}

function fits(
  record: DeliveryRecord,
  tenant: Tenant,
  { eventType = record.eventType, status: wanted }: DeliveriesWanted,
): boolean {
  const { status } = showDelivery(record);
  const isWanted =
    wanted === "undelivered"
      ? status !== "delivered" && status !== "pending"
      : status === (wanted ?? status);
  return isSameTenant(record, tenant) && record.eventType === eventType && isWanted;
}
