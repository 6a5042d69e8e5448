import type { DynamoDBClient, TransactWriteItem } from "@aws-sdk/client-dynamodb";

import { MAX_CALLBACK_ORIGINS_PER_TENANT } from "../../shared/domain/callback-webhook.ts";
import { newStanding } from "../../shared/domain/standing.ts";
import { type Tenant, tenantKey } from "../../shared/domain/tenant.ts";
import { MAX_WEBHOOKS_PER_TENANT, type Webhook } from "../../shared/domain/webhook.ts";
import { getItem, numberValue } from "../../shared/dynamodb/attributes.ts";
import { pagesOf } from "../../shared/dynamodb/dynamo-pages.ts";
import { standingItemKey, writeStanding } from "../../shared/dynamodb/dynamo-standings.ts";
import { writeTransaction } from "../../shared/dynamodb/dynamo-transaction.ts";
import { environmentItemKey } from "../../shared/dynamodb/environment-item.ts";
import {
  QUOTA_ATTRIBUTE,
  readWebhookItem,
  WEBHOOK_SORT_PREFIX,
  webhookItemKey,
  writeWebhookItem,
} from "../../shared/dynamodb/webhook-item.ts";
import type { WebhookStore } from "./webhook-ports.ts";

/** An environment item's counters, each limited: callback origins leave webhooks their room. */
const WEBHOOKS = { counter: "webhookCount", most: MAX_WEBHOOKS_PER_TENANT };
const CALLBACKS = { counter: "callbackCount", most: MAX_CALLBACK_ORIGINS_PER_TENANT };

function quotaOf({ quota }: Pick<Webhook, "quota">): typeof WEBHOOKS {
  return quota === "callbacks" ? CALLBACKS : WEBHOOKS;
}

/**
 * Webhooks in DynamoDB. Each change and the tenant's new revision are one transaction: as soon as a
 * change is answered, a fan-out that reads the revision knows that its list is old; and there is no
 * moment in which only one of them is written. The environment's item also counts its webhooks, so
 * that the limit holds however many are created at once. A new webhook is not proved: its standing
 * is made and removed with it.
 */
export function makeWebhookStore(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  /**
   * Name of the table that standings lie in.
   * @default - there are none
   */
  readonly standingsTableName?: string | undefined;
  /**
   * Whether webhooks are told apart by how quick they are; their standings are removed in any case.
   * @default - they are
   */
  readonly makesStandings?: boolean;
}): WebhookStore {
  const { dynamodb, tableName, standingsTableName, makesStandings = true } = options;

  /** `+1`, `-1` or `0` webhooks of this one's quota, and a new revision. */
  function bump(webhook: Tenant & Pick<Webhook, "quota">, change: number): TransactWriteItem {
    const { counter, most } = quotaOf(webhook);
    const roomLeft = ` AND (attribute_not_exists(${counter}) OR ${counter} < :most)`;
    return {
      Update: {
        TableName: tableName,
        Key: environmentItemKey(webhook),
        UpdateExpression: `ADD revision :one, ${counter} :change`,
        ConditionExpression: `attribute_exists(pk)${change > 0 ? roomLeft : ""}`,
        ExpressionAttributeValues: {
          ":one": numberValue(1),
          ":change": numberValue(change),
          ...(change > 0 ? { ":most": numberValue(most) } : {}),
        },
      },
    };
  }

  /** One of nobody's making, left by a webhook of the same id, is replaced. */
  function makeStanding({ id, createdAtMs, ...tenant }: Webhook): TransactWriteItem[] {
    if (standingsTableName === undefined || !makesStandings) return [];
    const Item = { ...standingItemKey(tenant, id), ...writeStanding(newStanding(createdAtMs)) };
    return [{ Put: { TableName: standingsTableName, Item } }];
  }

  function removeStanding(tenant: Tenant, id: string): TransactWriteItem[] {
    if (standingsTableName === undefined) return [];
    return [{ Delete: { TableName: standingsTableName, Key: standingItemKey(tenant, id) } }];
  }

  async function tenantExists(tenant: Tenant): Promise<boolean> {
    const item = await getItem(dynamodb, tableName, environmentItemKey(tenant), {
      ConsistentRead: false,
    });
    return item !== undefined;
  }

  /** One webhook, as it is now. */
  async function read(tenant: Tenant, id: string): Promise<Webhook | undefined> {
    const item = await getItem(dynamodb, tableName, webhookItemKey(tenant, id));
    return item && readWebhookItem(item);
  }

  return {
    async create(webhook) {
      const outcome = await writeTransaction(dynamodb, [
        {
          Put: {
            TableName: tableName,
            Item: writeWebhookItem(webhook),
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
        bump(webhook, 1),
        ...makeStanding(webhook),
      ]);
      if (outcome.ok) return "created";
      if (outcome.refused.has(0)) return "exists";
      return (await tenantExists(webhook)) ? "limit_reached" : "no_tenant";
    },

    async replace(webhook, seen) {
      const outcome = await writeTransaction(dynamodb, [
        {
          Put: {
            TableName: tableName,
            Item: writeWebhookItem(webhook),
            ConditionExpression: "version = :seen",
            ExpressionAttributeValues: { ":seen": numberValue(seen) },
          },
        },
        bump(webhook, 0),
      ]);
      return outcome.ok;
    },

    /** It is read first: it must be counted off where it was counted. */
    async remove(tenant, id, seen) {
      const webhook = await read(tenant, id);
      if (webhook === undefined) return false;
      const counted = webhook.quota === undefined ? "attribute_not_exists" : "attribute_exists";
      const outcome = await writeTransaction(dynamodb, [
        {
          Delete: {
            TableName: tableName,
            Key: webhookItemKey(tenant, id),
            ConditionExpression: `attribute_exists(pk) AND ${counted}(#quota)${seen === undefined ? "" : " AND version = :seen"}`,
            ExpressionAttributeNames: { "#quota": QUOTA_ATTRIBUTE },
            ...(seen !== undefined && {
              ExpressionAttributeValues: { ":seen": numberValue(seen) },
            }),
          },
        },
        bump(webhook, -1),
        ...removeStanding(tenant, id),
      ]);
      return outcome.ok;
    },

    read,

    async list(tenant, after, limit) {
      const webhooks: Webhook[] = [];
      const pages = pagesOf(dynamodb, {
        TableName: tableName,
        KeyConditionExpression: "pk = :tenant AND begins_with(sk, :webhook)",
        ExpressionAttributeValues: {
          ":tenant": { S: tenantKey(tenant) },
          ":webhook": { S: WEBHOOK_SORT_PREFIX },
        },
        ConsistentRead: true,
        Limit: limit,
        ExclusiveStartKey: after === undefined ? undefined : webhookItemKey(tenant, after),
      });
      for await (const items of pages) {
        webhooks.push(...items.map(readWebhookItem));
        if (webhooks.length >= limit) break;
      }
      return webhooks.slice(0, limit);
    },
  };
}
