import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

import { defined } from "../../shared/domain/defined.ts";
import { ownerKey, sumReasons } from "../../shared/domain/tally.ts";
import type { WebhookLimits } from "../../shared/domain/webhook.ts";
import { type Item, textOf } from "../../shared/dynamodb/attributes.ts";
import type { ReadItem } from "../../shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoLaneIndex } from "../../shared/dynamodb/dynamo-lane-index.ts";
import { makeDynamoLaneList } from "../../shared/dynamodb/dynamo-lane-list.ts";
import { makeDynamoLaneWebhooks } from "../../shared/dynamodb/dynamo-lane-webhooks.ts";
import { laneItemKey, readLaneItem } from "../../shared/dynamodb/lane-item.ts";
import {
  DAY_PREFIX,
  dayItemKey,
  openPartition,
  readDayItem,
  readOpenItem,
  TALLY_SHARDS,
  tallyDay,
} from "../../shared/dynamodb/tally-item.ts";
import type { LimitedPorts } from "../webhooks/health/find-limited.ts";
import type { DayTallies, DayTally } from "./counted-ends.ts";
import type { OperationsPorts } from "./operations-routes.ts";

/** What the operator's view reads, deliveries apart. */
export function composeView(options: {
  readonly dynamodb: DynamoDBClient;
  /** Name of the deliveries table. */
  readonly tableName: string;
  readonly webhooksTableName: string;
  readonly defaultLimits: WebhookLimits;
  /** Reads items of the deliveries table. */
  readonly readItem: ReadItem;
}): Omit<OperationsPorts, "deliveries" | "breakers"> & Pick<LimitedPorts, "laneIndex"> {
  const { dynamodb, webhooksTableName: tableName, defaultLimits, readItem } = options;
  return {
    lanes: {
      ...makeDynamoLaneList(options),
      async find(webhookId) {
        const item = await readItem(laneItemKey(webhookId));
        return item && readLaneItem(item);
      },
    },
    laneIndex: makeDynamoLaneIndex(options),
    laneWebhooks: makeDynamoLaneWebhooks({ dynamodb, tableName, defaultLimits }),
    dayTallies: makeDynamoDayTallies(options),
  };
}

/** The tallies of a day in DynamoDB. */
export function makeDynamoDayTallies(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): DayTallies {
  const { dynamodb, tableName: TableName } = options;

  async function openOf(shard: number, day: string): Promise<DayTally[]> {
    const { Items: items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: "pk = :shard",
        ExpressionAttributeValues: { ":shard": openPartition(shard) },
      }),
    );
    return items.flatMap((item) => {
      const tally = readOpenItem(item)?.tally;
      return tally !== undefined && tallyDay(tally) === day ? [tally] : [];
    });
  }

  return {
    async page(day, kind, limit, after) {
      const { Items: items = [], LastEvaluatedKey: lastKey } = await dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :day AND begins_with(sk, :kind)",
          ExpressionAttributeValues: { ":day": { S: `${DAY_PREFIX}${day}` }, ":kind": { S: kind } },
          Limit: limit,
          ...(after !== undefined && { ExclusiveStartKey: dayItemKey(day, after) }),
        }),
      );
      return {
        tallies: items.flatMap((item: Item) => readDayItem(item) ?? []),
        ...defined({ next: lastKey && textOf(lastKey, "sk") }),
      };
    },

    async open(day) {
      const shards = Array.from({ length: TALLY_SHARDS }, (_, shard) => openOf(shard, day));
      const owners = new Map<string, DayTally>();
      for (const { owner, reasons } of (await Promise.all(shards)).flat()) {
        const key = ownerKey(owner);
        const before = owners.get(key)?.reasons ?? {};
        owners.set(key, { owner, reasons: sumReasons([before, reasons]) });
      }
      return [...owners.values()];
    },
  };
}
