import {
  DeleteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";

import { type Tenant, tenantKey } from "../../shared/domain/tenant.ts";
import { getItem, type ItemKey, numberValue } from "../../shared/dynamodb/attributes.ts";
import { isWritten } from "../../shared/dynamodb/dynamo-conditions.ts";
import { writeTransaction } from "../../shared/dynamodb/dynamo-transaction.ts";
import { environmentItemKey } from "../../shared/dynamodb/environment-item.ts";
import {
  type AttributeNames,
  readMembers,
  writeMembers,
} from "../../shared/dynamodb/item-members.ts";
import type { ApiKeyStore } from "./create-api-key.ts";
import { type ApiKey, MAX_API_KEYS_PER_TENANT } from "./domain/api-key.ts";

const KEY_SORT_PREFIX = "key#";

const API_KEY: AttributeNames<ApiKey> = {
  application: "application",
  environment: "environment",
  id: "id",
  name: "name",
  role: "role",
  hash: "hash",
  prefix: "prefix",
  createdAtMs: "createdAt",
  // Not the table's TTL: an expired key stays in the list, so that people see why it no longer
  // works, and is counted.
  expiresAtMs: "validUntil?",
  lastUsedAtMs: "lastUsedAt?",
};

/** How long a note of use may take, in milliseconds: a request waits for it. */
const NOTE_TIMEOUT_MS = 1000;

/** API key hashes in DynamoDB under the tenant they open; the environment's item counts them. */
export function makeApiKeyStore(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): ApiKeyStore {
  const { dynamodb, tableName } = options;

  /** Keys by id, those behind `after`: up to `limit`; fewer only at the end. */
  async function list(tenant: Tenant, after: string | undefined, limit: number): Promise<ApiKey[]> {
    const page = await dynamodb.send(
      // Keys are small: 200 of them never fill the 1 MB at which a page would end early.
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: "pk = :tenant AND begins_with(sk, :key)",
        ExpressionAttributeValues: {
          ":tenant": { S: tenantKey(tenant) },
          ":key": { S: KEY_SORT_PREFIX },
        },
        ConsistentRead: true,
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: itemKey(tenant, after) }),
      }),
    );
    return (page.Items ?? []).map((item) => readMembers(item, API_KEY));
  }

  async function get(
    tenant: Tenant,
    id: string,
    isConsistent: boolean,
  ): Promise<ApiKey | undefined> {
    const item = await getItem(dynamodb, tableName, itemKey(tenant, id), {
      ConsistentRead: isConsistent,
    });
    return item && readMembers(item, API_KEY);
  }

  return {
    list,

    async create(key) {
      const outcome = await writeTransaction(dynamodb, [
        {
          Put: {
            TableName: tableName,
            Item: { ...itemKey(key, key.id), ...writeMembers(key, API_KEY) },
          },
        },
        {
          Update: {
            TableName: tableName,
            Key: environmentItemKey(key),
            UpdateExpression: "ADD keyCount :one",
            ConditionExpression:
              "attribute_exists(pk) AND (attribute_not_exists(keyCount) OR keyCount < :most)",
            ExpressionAttributeValues: {
              ":one": numberValue(1),
              ":most": numberValue(MAX_API_KEYS_PER_TENANT),
            },
          },
        },
      ]);
      if (outcome.ok) return "created";
      const environment = await getItem(dynamodb, tableName, environmentItemKey(key), {
        ConsistentRead: false,
      });
      return environment === undefined ? "no_tenant" : "limit_reached";
    },

    find: (tenant, id) => get(tenant, id, false),

    read: (tenant, id) => get(tenant, id, true),

    async noteUse(tenant, id, usedAtMs, unlessSinceMs) {
      await isWritten(
        dynamodb,
        new UpdateItemCommand({
          TableName: tableName,
          Key: itemKey(tenant, id),
          UpdateExpression: "SET lastUsedAt = :now",
          ConditionExpression:
            "attribute_exists(pk) AND (attribute_not_exists(lastUsedAt) OR lastUsedAt <= :since)",
          ExpressionAttributeValues: {
            ":now": numberValue(usedAtMs),
            ":since": numberValue(unlessSinceMs),
          },
        }),
        { abortSignal: AbortSignal.timeout(NOTE_TIMEOUT_MS) },
      );
    },

    async remove(tenant, id) {
      const outcome = await writeTransaction(dynamodb, [
        {
          Delete: {
            TableName: tableName,
            Key: itemKey(tenant, id),
            ConditionExpression: "attribute_exists(pk)",
          },
        },
        {
          Update: {
            TableName: tableName,
            Key: environmentItemKey(tenant),
            UpdateExpression: "ADD keyCount :less",
            ConditionExpression: "attribute_exists(pk)",
            ExpressionAttributeValues: { ":less": numberValue(-1) },
          },
        },
      ]);
      return outcome.ok;
    },

    async removeAll(tenant) {
      const keys = await list(tenant, undefined, 2 * MAX_API_KEYS_PER_TENANT);
      await Promise.all(
        keys.map(({ id }) =>
          dynamodb.send(new DeleteItemCommand({ TableName: tableName, Key: itemKey(tenant, id) })),
        ),
      );
    },
  };
}

function itemKey(tenant: Tenant, id: string): ItemKey {
  return { pk: { S: tenantKey(tenant) }, sk: { S: `${KEY_SORT_PREFIX}${id}` } };
}
