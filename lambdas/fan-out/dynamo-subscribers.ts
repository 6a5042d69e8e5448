import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { defined } from "../shared/domain/defined.ts";
import {
  type CompiledFilter,
  compileFilter,
  UNREAD_FILTER,
} from "../shared/domain/event-filter.ts";
import { tenantKey, type Tenant } from "../shared/domain/tenant.ts";
import type { WebhookStatus } from "../shared/domain/webhook.ts";
import { numberOf, textOf, type Item } from "../shared/dynamodb/attributes.ts";
import type { ReadItem } from "../shared/dynamodb/dynamo-batch-reader.ts";
import { pagesOf } from "../shared/dynamodb/dynamo-pages.ts";
import {
  CONFIGURATION_LIFETIME_SECONDS,
  environmentItemKey,
} from "../shared/dynamodb/environment-item.ts";
import { readFilter, WEBHOOK_SORT_PREFIX } from "../shared/dynamodb/webhook-item.ts";
import { makeRecentMap } from "../shared/memory/recent-map.ts";
import type { Subscriber, Subscribers, TenantSubscribers } from "./choose-webhooks.ts";

/** Tenants whose webhooks a warm function remembers: 1,000 webhooks of one are about 200 KB. */
const MOST_TENANTS = 200;
/**
 * Characters of filters that are made ready for one tenant: a thousand for each of 1,000 webhooks.
 * They take eleven times as much memory, so ten such tenants in one batch fit into a function with
 * 512 MB. What is beyond counts as matching.
 */
const MOST_FILTER_CHARACTERS = 1_000_000;
/** A tenant with more than these is remembered among the few that have so many. */
const MANY_FILTER_CHARACTERS = 100_000;
const MOST_TENANTS_WITH_MANY = 10;

interface Found {
  readonly subscribers: readonly Subscriber[];
  readonly filterCharacters: number;
}

interface Remembered {
  readonly revision: number;
  readonly untilMs: number;
  readonly known: Promise<TenantSubscribers>;
}

/**
 * The webhooks of a tenant: one query, remembered by revision. The revision is read (strongly, once
 * for all events of a batch) before the list, and every change of a webhook bumps it before the
 * config API answers: so a list is never older than the last change that was answered before the
 * event was read.
 */
export function makeDynamoSubscribers(options: {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  readonly readItem: ReadItem;
  readonly now: () => number;
}): Subscribers {
  const { dynamodb, tableName, readItem, now } = options;
  const most = makeRecentMap<Remembered>(MOST_TENANTS);
  const heavy = makeRecentMap<Remembered>(MOST_TENANTS_WITH_MANY);

  async function query(tenant: Tenant, before: readonly Subscriber[]): Promise<Found> {
    const known = new Map(before.map((subscriber) => [subscriber.id, subscriber]));
    const subscribers: Subscriber[] = [];
    let filterCharacters = 0;
    const pages = pagesOf(dynamodb, {
      TableName: tableName,
      KeyConditionExpression: "pk = :tenant AND begins_with(sk, :webhook)",
      ExpressionAttributeValues: {
        ":tenant": { S: tenantKey(tenant) },
        ":webhook": { S: WEBHOOK_SORT_PREFIX },
      },
      ProjectionExpression: "sk, version, events, #filter, #status",
      ExpressionAttributeNames: { "#filter": "filter", "#status": "status" },
      ConsistentRead: true,
    });
    for await (const items of pages) {
      for (const item of items) {
        filterCharacters += item["filter"]?.S?.length ?? 0;
        subscribers.push(subscriberOf(item, known, filterCharacters <= MOST_FILTER_CHARACTERS));
      }
    }
    return { subscribers, filterCharacters };
  }

  /** Keeps what was found in its place, but no failed query: the next event asks again. */
  async function keep(key: string, entry: Remembered, found: Promise<Found>): Promise<void> {
    most.set(key, entry);
    try {
      const { filterCharacters } = await found;
      if (filterCharacters <= MANY_FILTER_CHARACTERS || most.get(key) !== entry) return;
      most.delete(key);
      heavy.set(key, entry);
    } catch {
      forget(key);
    }
  }

  function forget(key: string): void {
    most.delete(key);
    heavy.delete(key);
  }

  return {
    async of(tenant) {
      const environment = await readItem(environmentItemKey(tenant));
      if (environment === undefined) {
        return undefined;
      }
      const key = tenantKey(tenant);
      const revision = numberOf(environment, "revision");
      const recent = most.get(key) ?? heavy.get(key);
      if (recent !== undefined && recent.revision === revision && recent.untilMs > now()) {
        return recent.known;
      }
      const before = Promise.resolve(recent?.known).catch(() => undefined);
      const found = before.then((last) => query(tenant, last?.subscribers ?? []));
      const known = found.then(({ subscribers }) => ({ revision, subscribers }));
      const untilMs = now() + CONFIGURATION_LIFETIME_SECONDS * 1000;
      const entry = { revision, untilMs, known };
      forget(key);
      void keep(key, entry, found);
      return known;
    },
  };
}

/**
 * @param before the tenant's webhooks as they were: the filter of one that did not change since is
 * not made ready again
 * @param hasRoom whether its filter may be made ready
 */
function subscriberOf(
  item: Item,
  before: ReadonlyMap<string, Subscriber>,
  hasRoom: boolean,
): Subscriber {
  const id = textOf(item, "sk").slice(WEBHOOK_SORT_PREFIX.length);
  const version = numberOf(item, "version");
  const last = before.get(id);
  const isKept = last?.version === version && last.filter !== UNREAD_FILTER;
  const ready = hasRoom ? (isKept ? last.filter : filterOf(item)) : UNREAD_FILTER;
  const filter = item["filter"] === undefined ? undefined : ready;
  return {
    id,
    version,
    events: (item["events"]?.L ?? []).map(({ S = "" }) => S),
    status: textOf(item, "status") as WebhookStatus,
    ...defined({ filter }),
  };
}

function filterOf(item: Item): CompiledFilter | undefined {
  const filter = readFilter(item);
  return filter && compileFilter(filter);
}
