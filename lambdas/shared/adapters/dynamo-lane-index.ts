import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

import type { Environment } from "../domain/tenant.ts";
import type { LaneIndex, LanePage } from "../waiting/lane-ports.ts";
import type { Parked } from "../waiting/release.ts";
import {
  deliveryItemKey,
  deliveryKeyOf,
  numberOf,
  numberValue,
  textOf,
  type Item,
} from "./delivery-item.ts";

/** Name of the sparse index of what is parked: `lane` (a webhook id), `nextAttemptAt`. */
export const LANE_INDEX = "lane";

/**
 * Deliveries of one page. Released in well under a second, and a thousand that are due in the same quarter of an hour cost the
 * lane no further transition.
 */
const PAGE_SIZE = 1000;

/** The index `lane` in DynamoDB: eventually consistent, as AWS has it. */
export function makeDynamoLaneIndex(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  /** @default 1,000 */
  readonly pageSize?: number;
}): LaneIndex {
  const { dynamodb, tableName: TableName, pageSize = PAGE_SIZE } = options;

  /** The longest due of all that waits: one entry is read. */
  async function firstOf(webhookId: string): Promise<Item | undefined> {
    const { Items: items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName,
        IndexName: LANE_INDEX,
        KeyConditionExpression: "lane = :lane",
        ExpressionAttributeValues: { ":lane": { S: webhookId } },
        Limit: 1,
      }),
    );
    return items[0];
  }

  return {
    async due(webhookId, untilMs, after) {
      const { Items: items = [], LastEvaluatedKey: lastKey } = await dynamodb.send(
        new QueryCommand({
          TableName,
          IndexName: LANE_INDEX,
          KeyConditionExpression: "lane = :lane AND nextAttemptAt <= :until",
          ExpressionAttributeValues: { ":lane": { S: webhookId }, ":until": numberValue(untilMs) },
          Limit: pageSize,
          ...(after === undefined ? {} : { ExclusiveStartKey: startKeyOf(webhookId, after) }),
        }),
      );
      return {
        parked: items.map(readParked),
        next: lastKey === undefined ? undefined : pageOf(lastKey),
      };
    },

    holdsAny: async (webhookId) => (await firstOf(webhookId)) !== undefined,

    async firstDueMs(webhookId) {
      const first = await firstOf(webhookId);
      return first && numberOf(first, "nextAttemptAt");
    },
  };
}

function readParked(item: Item): Parked {
  return {
    ...deliveryKeyOf(item),
    application: textOf(item, "application"),
    environment: textOf(item, "environment") as Environment,
    dispatch: numberOf(item, "dispatch"),
    nextAttemptAtMs: numberOf(item, "nextAttemptAt"),
  };
}

function pageOf(key: Item): LanePage {
  return { eventId: textOf(key, "pk"), nextAttemptAtMs: numberOf(key, "nextAttemptAt") };
}

function startKeyOf(webhookId: string, { eventId, nextAttemptAtMs }: LanePage): Item {
  return {
    ...deliveryItemKey({ eventId, webhookId }),
    lane: { S: webhookId },
    nextAttemptAt: numberValue(nextAttemptAtMs),
  };
}
