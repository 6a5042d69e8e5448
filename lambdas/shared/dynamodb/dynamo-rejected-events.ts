import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

import {
  REJECTED_RETENTION_DAYS,
  type RejectedEvent,
  type RejectedOwner,
  rejectedOwnerKey,
  type RejectedPosition,
} from "../domain/rejected-event.ts";
import type { EntryError } from "../domain/rejection.ts";
import { shardKey, shardKeys } from "../domain/shard.ts";
import { MS_PER_DAY } from "../domain/utc-day.ts";
import { type Item, numberValue, textOf } from "./attributes.ts";
import { insertStatement, type RunStatement } from "./dynamo-statements.ts";
import { type AttributeNames, readMembers, writeMembers } from "./item-members.ts";

const PREFIX = "rejected#";
/** Digits of a time in milliseconds until the year 2286, so that sort keys are in order of time. */
const TIME_DIGITS = 13;

const REJECTED: AttributeNames<Omit<RejectedEvent, keyof RejectedPosition>> = {
  reason: "reason",
  errors: "errors",
  source: "source?",
  type: "type?",
  busId: "busId?",
  producerId: "producerId?",
};

/** Partitions of an owner's list in the deliveries table: four, as of all with many writers. */
function rejectedPartitions(owner: RejectedOwner): string[] {
  return shardKeys(`${PREFIX}${rejectedOwnerKey(owner)}`);
}

/** The sort key of a rejected event, or of a place between two. */
function rejectedSortKey({ receivedAtMs, id }: RejectedPosition): string {
  return `${String(receivedAtMs).padStart(TIME_DIGITS, "0")}#${id}`;
}

/** A rejected event as its item: 2 KB at most. */
export function writeRejectedEvent(owner: RejectedOwner, event: RejectedEvent): Item {
  return {
    pk: { S: shardKey(`${PREFIX}${rejectedOwnerKey(owner)}`, event.id) },
    sk: { S: rejectedSortKey(event) },
    ...writeMembers({ ...event, errors: event.errors.map(placeOf) }, REJECTED),
    expiresAt: numberValue(
      Math.ceil((event.receivedAtMs + REJECTED_RETENTION_DAYS * MS_PER_DAY) / 1000),
    ),
  };
}

/** The place of an item, or of a key, in its list. */
function readRejectedPosition(item: Item): RejectedPosition {
  const sortKey = textOf(item, "sk");
  return {
    receivedAtMs: Number(sortKey.slice(0, TIME_DIGITS)),
    id: sortKey.slice(TIME_DIGITS + 1),
  };
}

/** The rejected event of an item. */
export function readRejectedEvent(item: Item): RejectedEvent {
  const event = readMembers(item, REJECTED);
  return { ...readRejectedPosition(item), ...event, errors: event.errors.map(placeOf) };
}

function placeOf({ field, message }: EntryError): EntryError {
  return { field, message };
}

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
