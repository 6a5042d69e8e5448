import { type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";

import type { Item } from "../../lambdas/shared/dynamodb/attributes.ts";
import { readDeliveryItem } from "../../lambdas/shared/dynamodb/delivery-item.ts";
import { readEventHead } from "../../lambdas/shared/dynamodb/dynamo-events.ts";
import type { FoundPage } from "./ports.ts";

/** What is read of an event and of a record: no payload, no answer of a receiver. */
const READ = [
  "pk",
  "sk",
  "application",
  "environment",
  "acceptedAt",
  "type",
  "webhooks",
  "eventType",
  "status",
  "dispatch",
  "carrier",
  "nextAttemptAt",
  "attempts",
  "scheduleFrom",
  "scheduledAt",
] as const;

/**
 * A page of the scan: what was found on it, how many items cannot be read, and where the next one
 * begins.
 */
export interface ScannedPage extends FoundPage {
  readonly unreadable: number;
  readonly next: Item | undefined;
}

/**
 * One way through the whole deliveries table, in segments that are walked side by side. A page is 1
 * MB of items, 128 read units: half of what it would be strongly consistent. What it says is of a
 * moment ago, and what is done about it has conditions.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html
 */
export function makeDeliveriesScan(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  readonly segments: number;
  /** Of this application only; what the scan costs stays the same. */
  readonly application?: string | undefined;
}): (segment: number, after: Item | undefined) => Promise<ScannedPage> {
  const { dynamodb, tableName: TableName, segments, application } = options;
  const ofOne = application === undefined ? "" : " AND #application = :application";
  return async (segment, after) => {
    const { Items: items = [], LastEvaluatedKey: next } = await dynamodb.send(
      new ScanCommand({
        TableName,
        Segment: segment,
        TotalSegments: segments,
        // Events have the one, records the other.
        FilterExpression: `(attribute_exists(#webhooks) OR attribute_exists(#carrier))${ofOne}`,
        ProjectionExpression: READ.map((name) => `#${name}`).join(", "),
        ExpressionAttributeNames: Object.fromEntries(READ.map((name) => [`#${name}`, name])),
        ...(application !== undefined && {
          ExpressionAttributeValues: { ":application": { S: application } },
        }),
        ...(after !== undefined && { ExclusiveStartKey: after }),
      }),
    );
    const events = items
      .filter((item) => item["webhooks"] !== undefined)
      .map(orNone(readEventHead));
    const records = items
      .filter((item) => item["webhooks"] === undefined)
      .map(orNone(readDeliveryItem));
    const page = { events: events.filter(isThere), records: records.filter(isThere) };
    const unreadable = items.length - page.events.length - page.records.length;
    return { ...page, unreadable, next };
  };
}

/** An item that nobody could have written keeps no other back. */
function orNone<Read>(read: (item: Item) => Read): (item: Item) => Read | undefined {
  return (item) => {
    try {
      return read(item);
    } catch {
      return undefined;
    }
  };
}

function isThere<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}
