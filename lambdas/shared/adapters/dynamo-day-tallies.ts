import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

import { ownerKey, type ReasonCounts, sumReasons, type TallyOwner } from "../domain/tally.ts";
import { type Item, textOf } from "./delivery-item.ts";
import {
  DAY_PREFIX,
  dayItemKey,
  openPartition,
  readDayItem,
  readOpenItem,
  TALLY_SHARDS,
  tallyDay,
} from "./tally-item.ts";

/** What was counted of one owner in a day, reason by reason. */
export interface DayTally {
  readonly owner: TallyOwner;
  readonly reasons: ReasonCounts;
}

/** Some of a day's tallies, in the order of their owners' keys. */
export interface DayTallyPage {
  readonly tallies: readonly DayTally[];
  /** Where the next page begins; absent at the end. */
  readonly next?: string;
}

/** What was dropped and rejected in a day. What is in `open` gets into `page` some minutes later, and is in one of them only. */
export interface DayTallies {
  /**
   * One query.
   * @param day in UTC: `2026-01-31`
   * @param kind drops by webhook, rejections by tenant, or the one tally of entries for nobody that is known
   * @param limit most tallies of the page
   * @param after `next` of the page before
   */
  page(day: string, kind: TallyOwner["kind"], limit: number, after?: string): Promise<DayTallyPage>;
  /** The last minutes: eight queries, and at most a megabyte of each is read, some thousand tallies. One an owner. */
  open(day: string): Promise<readonly DayTally[]>;
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
          ...(after !== undefined && { ExclusiveStartKey: { ...dayItemKey(day, after) } }),
        }),
      );
      return {
        tallies: items.flatMap((item: Item) => readDayItem(item) ?? []),
        ...(lastKey !== undefined && { next: textOf(lastKey, "sk") }),
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
