import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

import type { RejectedEvent, RejectedOwner, RejectedPosition } from "../domain/rejected-event.ts";
import {
  readRejectedEvent,
  readRejectedPosition,
  rejectedPartitions,
  rejectedSortKey,
  writeRejectedEvent,
} from "./rejected-event-item.ts";
import { insertStatement, type RunStatement } from "./statement.ts";

/** Behind every id in the order of sort keys. */
const LAST_ID = "~";

/** What is asked of a list: received from `fromMs` to `toMs`, both included, behind `after`. */
interface RejectedRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly after?: RejectedPosition;
}

/** Puts rejected events, many at once in one request; one that is there already stays as it is. */
export function makeRejectedEventWriter(options: {
  readonly tableName: string;
  readonly run: RunStatement;
}) {
  const { tableName, run } = options;
  return {
    async put(owner: RejectedOwner, event: RejectedEvent): Promise<void> {
      await run(insertStatement(tableName, writeRejectedEvent(owner, event)));
    },
  };
}

/** Lists of rejected events in DynamoDB, a moment old. TTL deletes late: expired ones too. */
export function makeRejectedEventReader(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}) {
  const { dynamodb, tableName } = options;

  async function page(partition: string, { fromMs, toMs, after }: RejectedRange, most: number) {
    const end = after ?? { receivedAtMs: toMs, id: LAST_ID };
    const { Items: items = [], LastEvaluatedKey: last } = await dynamodb.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: "pk = :partition AND sk BETWEEN :from AND :to",
        ExpressionAttributeValues: {
          ":partition": { S: partition },
          ":from": { S: rejectedSortKey({ receivedAtMs: fromMs, id: "" }) },
          ":to": { S: rejectedSortKey(end) },
        },
        ScanIndexForward: false,
        // One more: the event that the page goes on behind is in the range.
        Limit: most + 1,
      }),
    );
    const events = items.map((item) => readRejectedEvent(item));
    return {
      events: events.filter((event) => !isSame(event, after)),
      ...(last !== undefined && { upTo: readRejectedPosition(last) }),
    };
  }

  return {
    /** A page of each shard of a list, newest first: one query a shard. */
    pages: (owner: RejectedOwner, range: RejectedRange, most: number) =>
      Promise.all(rejectedPartitions(owner).map((partition) => page(partition, range, most))),
  };
}

function isSame(one: RejectedPosition, other: RejectedPosition | undefined): boolean {
  return one.id === other?.id && one.receivedAtMs === other.receivedAtMs;
}
