import { DeleteItemCommand, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

import type { LaneOwner } from "../domain/lane.ts";
import type { Environment } from "../domain/tenant.ts";
import type { LaneList } from "../waiting/lane-ports.ts";
import { getItem, type Item, numberOf, numberValue, textOf } from "./attributes.ts";
import { writeResult } from "./dynamo-conditions.ts";
import { LANE_INDEX } from "./dynamo-lane-index.ts";
import { LANE_LIST, LANE_LIST_KEYS, laneItemKey, webhookIdOfLane } from "./lane-item.ts";

/** Lanes of one page: some 75 KB, and the most that a sweep which dies leaves to the next pass. */
const PAGE_SIZE = 500;

/**
 * The list of all lanes, for the sweep: the lane items, which are made before or with the first
 * park, and removed when they were not used for long. To get on it and off it again costs three
 * write units; in between none, since what changes in a lane is not in the index. The sweep reads
 * one entry for each lane, and the item of those that nothing waits in: at 10,000 lanes 10,200 read
 * units every quarter of an hour, $7 a month.
 */
export function makeDynamoLaneList(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  /** @default 500 */
  readonly pageSize?: number;
}): LaneList {
  const { dynamodb, tableName: TableName, pageSize = PAGE_SIZE } = options;
  return {
    async list(after, most = pageSize) {
      const { Items: items = [], LastEvaluatedKey: lastKey } = await dynamodb.send(
        new QueryCommand({
          TableName,
          IndexName: LANE_INDEX,
          KeyConditionExpression: "lane = :list",
          ExpressionAttributeValues: { ":list": { S: LANE_LIST } },
          Limit: most,
          ...(after === undefined
            ? {}
            : { ExclusiveStartKey: { ...laneItemKey(after), ...LANE_LIST_KEYS } }),
        }),
      );
      const owners = items.map(readOwner).filter((owner) => owner !== undefined);
      return {
        owners,
        unreadable: items.length - owners.length,
        next: lastKey === undefined ? undefined : webhookIdOfLane(lastKey),
      };
    },

    async lastUsedMs(webhookId) {
      const item = await getItem(dynamodb, TableName, laneItemKey(webhookId), {
        ProjectionExpression: "parkedAt, wokenAt",
        ConsistentRead: false,
      });
      return item && Math.max(numberOf(item, "parkedAt"), numberOf(item, "wokenAt"));
    },

    // S2
    remove(webhookId, usedBeforeMs) {
      return writeResult(
        dynamodb,
        new DeleteItemCommand({
          TableName,
          Key: laneItemKey(webhookId),
          ConditionExpression: "parkedAt < :before AND wokenAt < :before",
          ExpressionAttributeValues: { ":before": numberValue(usedBeforeMs) },
        }),
      );
    },
  };
}

/** One that nobody could have written must not keep the sweep from all that come after it. */
function readOwner(item: Item): LaneOwner | undefined {
  try {
    return {
      webhookId: webhookIdOfLane(item),
      application: textOf(item, "application"),
      environment: textOf(item, "environment") as Environment,
    };
  } catch {
    return undefined;
  }
}
