import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

import { mergeTallies, ownerKey } from "../shared/domain/tally.ts";
import { numberValue } from "../shared/dynamodb/attributes.ts";
import { writeTransaction } from "../shared/dynamodb/dynamo-transaction.ts";
import {
  addReasons,
  dayItemKey,
  openPartition,
  readOpenItem,
  spanSortBound,
  type StoredTally,
  TALLY_SHARDS,
  tallyDay,
  tallyEndSeconds,
} from "../shared/dynamodb/tally-item.ts";
import type { OpenTallies, OverTally } from "./close-tallies.ts";

/** One page of one shard. */
interface ShardPage {
  readonly stored: readonly StoredTally[];
  /** Sort key of the last item that was read; absent when nothing follows. */
  readonly last?: string;
}

/**
 * Open tallies in DynamoDB: an owner's lie in four of eight partitions, each in the order of time.
 * A run of nothing reads eight empty partitions: 350,000 read units a month, 5 cents.
 */
export function makeDynamoOpenTallies(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  /** @default - a megabyte, which is some thousand tallies */
  readonly pageSize?: number;
}): OpenTallies<StoredTally> {
  const { dynamodb, tableName: TableName, pageSize } = options;

  async function pageOf(shard: number, after: string, before: string): Promise<ShardPage> {
    const { Items: items = [], LastEvaluatedKey: lastKey } = await dynamodb.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: "pk = :shard AND sk BETWEEN :after AND :before",
        ExpressionAttributeValues: {
          ":shard": openPartition(shard),
          ":after": { S: after },
          ":before": { S: before },
        },
        ConsistentRead: true,
        ...(pageSize !== undefined && { Limit: pageSize }),
      }),
    );
    const last = lastKey?.["sk"]?.S;
    return {
      stored: items.flatMap((item) => readOpenItem(item) ?? []),
      ...(last !== undefined && { last }),
    };
  }

  return {
    async list(untilMs, after = spanSortBound(0)) {
      const before = spanSortBound(untilMs + 1);
      const pages = await Promise.all(
        Array.from({ length: TALLY_SHARDS }, (_, shard) => pageOf(shard, after, before)),
      );
      // Where pages are left over, only what sorts up to the shortest of these is known to be
      // complete.
      const lasts = pages.flatMap(({ last }) => last ?? []);
      const next = lasts.toSorted()[0];
      const complete = pages
        .flatMap(({ stored }) => stored)
        .filter(({ key }) => next === undefined || key.sk.S <= next);
      return {
        tallies: gather(complete),
        ...(next !== undefined && { next: `${next}\u0000` }),
      };
    },

    async close({ tally, parts }) {
      const { add, names, values } = addReasons(tally.reasons);
      const { ok } = await writeTransaction(dynamodb, [
        {
          Update: {
            TableName,
            Key: dayItemKey(tallyDay(tally), ownerKey(tally.owner)),
            UpdateExpression: `SET expiresAt = :end ADD ${add}`,
            ExpressionAttributeNames: { ...names },
            ExpressionAttributeValues: {
              ...values,
              ":end": numberValue(tallyEndSeconds(tally.startMs)),
            },
          },
        },
        ...parts.map(({ key, count }) => ({
          Delete: {
            TableName,
            Key: key,
            ConditionExpression: "#count = :seen",
            ExpressionAttributeNames: { "#count": "count" },
            ExpressionAttributeValues: { ":seen": numberValue(count) },
          },
        })),
      ]);
      return ok ? "written" : "refused";
    },
  };
}

/** The parts of each tally together, in the order of time. */
function gather(stored: readonly StoredTally[]): OverTally<StoredTally>[] {
  const groups = new Map<string, [StoredTally, ...StoredTally[]]>();
  for (const part of stored.toSorted((one, other) => (one.key.sk.S < other.key.sk.S ? -1 : 1))) {
    const group = groups.get(part.key.sk.S);
    if (group === undefined) groups.set(part.key.sk.S, [part]);
    else group.push(part);
  }
  return [...groups.values()].map((parts) => {
    const [{ tally }, ...others] = parts;
    return { tally: mergeTallies([tally, ...others.map((other) => other.tally)]), parts };
  });
}
