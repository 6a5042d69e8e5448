import { DeleteItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { type Tenant, tenantKey } from "../../shared/domain/tenant.ts";
import { getItem, numberValue } from "../../shared/dynamodb/attributes.ts";
import { queryAll } from "../../shared/dynamodb/dynamo-pages.ts";
import { writeTransaction } from "../../shared/dynamodb/dynamo-transaction.ts";
import { environmentItemKey } from "../../shared/dynamodb/environment-item.ts";
import {
  EVENT_TYPE_SORT_PREFIX,
  eventTypeItemKey,
  type OwnEventType,
  readEventTypeItem,
  writeEventTypeItem,
} from "../../shared/dynamodb/event-type-item.ts";
import type { EventTypeStore } from "./event-type-ports.ts";

/** Event types of its own a tenant may have: enough for any catalogue, few enough to list. */
export const MAX_EVENT_TYPES_PER_TENANT = 100;

/**
 * Event types of applications in DynamoDB. As with webhooks, each change and the tenant's new
 * revision are one transaction, so that it holds for every event published after its answer; the
 * environment's item counts them.
 */
export function makeEventTypeStore(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): EventTypeStore {
  const { dynamodb, tableName: TableName } = options;

  /** `+1`, `-1` or `0` event types, and a new revision. */
  function bump(tenant: Tenant, change: number) {
    const roomLeft = " AND (attribute_not_exists(eventTypeCount) OR eventTypeCount < :most)";
    return {
      Update: {
        TableName,
        Key: environmentItemKey(tenant),
        UpdateExpression: "ADD revision :one, eventTypeCount :change",
        ConditionExpression: `attribute_exists(pk)${change > 0 ? roomLeft : ""}`,
        ExpressionAttributeValues: {
          ":one": numberValue(1),
          ":change": numberValue(change),
          ...(change > 0 ? { ":most": numberValue(MAX_EVENT_TYPES_PER_TENANT) } : {}),
        },
      },
    };
  }

  async function read(tenant: Tenant, name: string): Promise<OwnEventType | undefined> {
    const item = await getItem(dynamodb, TableName, eventTypeItemKey(tenant, name));
    return item && readEventTypeItem(tenant, item);
  }

  /** Puts an event type if it is there, or if not. @returns the transaction's refused places */
  async function putIf(type: OwnEventType, isThere: boolean): Promise<ReadonlySet<number>> {
    const outcome = await writeTransaction(dynamodb, [
      {
        Put: {
          TableName,
          Item: writeEventTypeItem(type),
          ConditionExpression: isThere ? "attribute_exists(pk)" : "attribute_not_exists(pk)",
        },
      },
      bump(type, isThere ? 0 : 1),
    ]);
    return outcome.ok ? new Set() : outcome.refused;
  }

  return {
    read,

    async put(type) {
      const present = await read(type, type.name);
      if (present !== undefined) {
        const { createdAtMs } = present;
        const refused = await putIf({ ...type, createdAtMs }, true);
        if (refused.size === 0) return "replaced";
      }
      const refused = await putIf(type, false);
      if (refused.size === 0) return "created";
      if (refused.has(0)) return (await putIf(type, true)).size === 0 ? "replaced" : "no_tenant";
      const environment = await getItem(dynamodb, TableName, environmentItemKey(type), {
        ConsistentRead: false,
      });
      return environment === undefined ? "no_tenant" : "limit_reached";
    },

    async remove(tenant, name) {
      const outcome = await writeTransaction(dynamodb, [
        {
          Delete: {
            TableName,
            Key: eventTypeItemKey(tenant, name),
            ConditionExpression: "attribute_exists(pk)",
          },
        },
        bump(tenant, -1),
      ]);
      return outcome.ok;
    },

    list,

    async removeAll(tenant) {
      for (const { name } of await list(tenant)) {
        const Key = eventTypeItemKey(tenant, name);
        await dynamodb.send(new DeleteItemCommand({ TableName, Key }));
      }
    },
  };

  /** All event types of a tenant, by name: at most {@link MAX_EVENT_TYPES_PER_TENANT}. */
  async function list(tenant: Tenant): Promise<OwnEventType[]> {
    const items = await queryAll(dynamodb, {
      TableName,
      KeyConditionExpression: "pk = :tenant AND begins_with(sk, :type)",
      ExpressionAttributeValues: {
        ":tenant": { S: tenantKey(tenant) },
        ":type": { S: EVENT_TYPE_SORT_PREFIX },
      },
      ConsistentRead: true,
    });
    return items.map((item) => readEventTypeItem(tenant, item));
  }
}
