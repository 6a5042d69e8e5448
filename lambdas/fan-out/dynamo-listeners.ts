import { QueryCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { numberOf, textOf, type Item } from "../shared/adapters/delivery-item.ts";
import type { ReadItem } from "../shared/adapters/dynamo-batch-reader.ts";
import {
  CONFIGURATION_LIFETIME_SECONDS,
  environmentItemKey,
} from "../shared/adapters/environment-item.ts";
import { makeRecentMap } from "../shared/adapters/recent-map.ts";
import { readFilter, WEBHOOK_SORT_PREFIX } from "../shared/adapters/webhook-item.ts";
import { type CompiledFilter, compileFilter } from "../shared/domain/event-filter.ts";
import { tenantKey, type Tenant } from "../shared/domain/tenant.ts";
import type { WebhookStatus } from "../shared/domain/webhook.ts";
import type { Listener, Listeners, TenantListeners } from "./ports.ts";

/**
 * Tenants whose webhooks a warm function remembers: 1,000 webhooks of one are about 200 KB, and up
 * to 90 MB where each has the largest filter.
 */
const MOST_TENANTS = 200;

interface Remembered {
  readonly revision: number;
  readonly untilMs: number;
  readonly known: Promise<TenantListeners>;
}

/**
 * The webhooks of a tenant: one query, remembered by revision. The revision is read (strongly, once for all events of a
 * batch) before the list, and every change of a webhook bumps it before the config API answers: so a list is never older
 * than the last change that was answered before the event was read.
 */
export function makeDynamoListeners(options: {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  readonly readItem: ReadItem;
  readonly now: () => number;
}): Listeners {
  const { dynamodb, tableName, readItem, now } = options;
  const remembered = makeRecentMap<Remembered>(MOST_TENANTS);

  async function query(tenant: Tenant, before: readonly Listener[]): Promise<Listener[]> {
    const known = new Map(before.map((listener) => [listener.id, listener]));
    const listeners: Listener[] = [];
    let startKey: Item | undefined;
    do {
      const page = await dynamodb.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: "pk = :tenant AND begins_with(sk, :webhook)",
          ExpressionAttributeValues: {
            ":tenant": { S: tenantKey(tenant) },
            ":webhook": { S: WEBHOOK_SORT_PREFIX },
          },
          ProjectionExpression: "sk, version, events, #filter, #status",
          ExpressionAttributeNames: { "#filter": "filter", "#status": "status" },
          ConsistentRead: true,
          ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
        }),
      );
      listeners.push(...(page.Items ?? []).map((item) => listenerOf(item, known)));
      startKey = page.LastEvaluatedKey;
    } while (startKey !== undefined);
    return listeners;
  }

  return {
    async of(tenant) {
      const environment = await readItem(environmentItemKey(tenant));
      if (environment === undefined) {
        return undefined;
      }
      const key = tenantKey(tenant);
      const revision = numberOf(environment, "revision");
      const recent = remembered.get(key);
      if (recent !== undefined && recent.revision === revision && recent.untilMs > now()) {
        return recent.known;
      }
      const before = Promise.resolve(recent?.known).catch(() => undefined);
      const known = before
        .then((last) => query(tenant, last?.listeners ?? []))
        .then((listeners) => ({ revision, listeners }));
      const untilMs = now() + CONFIGURATION_LIFETIME_SECONDS * 1000;
      remembered.set(key, { revision, untilMs, known });
      // A failed query must not be remembered: the next event asks again.
      known.catch(() => remembered.delete(key));
      return known;
    },
  };
}

/**
 * @param before the tenant's webhooks as they were: the filter of one that did not change since is
 * not made ready again
 */
function listenerOf(item: Item, before: ReadonlyMap<string, Listener>): Listener {
  const id = textOf(item, "sk").slice(WEBHOOK_SORT_PREFIX.length);
  const version = numberOf(item, "version");
  const last = before.get(id);
  const filter = last?.version === version ? last.filter : filterOf(item);
  return {
    id,
    version,
    events: (item["events"]?.L ?? []).map(({ S = "" }) => S),
    status: textOf(item, "status") as WebhookStatus,
    ...(filter !== undefined && { filter }),
  };
}

function filterOf(item: Item): CompiledFilter | undefined {
  const filter = readFilter(item);
  return filter && compileFilter(filter);
}
