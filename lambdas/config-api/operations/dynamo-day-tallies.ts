import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

import { defined } from "../../shared/domain/defined.ts";
import { ownerKey, sumReasons } from "../../shared/domain/tally.ts";
import { type Item, textOf } from "../../shared/dynamodb/attributes.ts";
import {
  DAY_PREFIX,
  dayItemKey,
  openPartition,
  readDayItem,
  readOpenItem,
  TALLY_SHARDS,
  tallyDay,
} from "../../shared/dynamodb/tally-item.ts";
import type { DayTallies, DayTally } from "./counted-ends.ts";

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
