import { BatchGetItemCommand, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

import { defined } from "../../shared/domain/defined.ts";
import type { DeliveryStatus, DropReason } from "../../shared/domain/delivery-record.ts";
import type { Environment } from "../../shared/domain/tenant.ts";
import {
  isAlive,
  type Item,
  numberOf,
  numberValue,
  textOf,
} from "../../shared/dynamodb/attributes.ts";
import {
  attemptSortPrefix,
  deliveryItemKey,
  deliveryKeyOf,
} from "../../shared/dynamodb/delivery-item.ts";
import type { DeliverySampler } from "./statistics-ports.ts";

/** Attributes of a record that are counted. */
const COUNTED = [
  "pk",
  "sk",
  "application",
  "environment",
  "acceptedAt",
  "status",
  "attempts",
  "dropReason",
  "lastOutcome",
  "settledAt",
  "expiresAt",
] as const;
const OF_FIRST_ATTEMPT = ["startedAt", "duration"] as const;

/** What to read of a record. Some of the names are reserved words, so all are given apart. */
const COUNTED_ATTRIBUTES = {
  ProjectionExpression: [
    ...COUNTED.map((name) => `#${name}`),
    ...OF_FIRST_ATTEMPT.map((name) => `#firstAttempt.#${name}`),
  ].join(", "),
  ExpressionAttributeNames: Object.fromEntries(
    [...COUNTED, "firstAttempt", ...OF_FIRST_ATTEMPT].map((name) => [`#${name}`, name]),
  ),
};

/** A record as far as it is counted. */
function readCountedRecord(item: Item) {
  const first = item["firstAttempt"]?.M;
  return {
    ...deliveryKeyOf(item),
    application: textOf(item, "application"),
    environment: textOf(item, "environment") as Environment,
    acceptedAtMs: numberOf(item, "acceptedAt"),
    status: textOf(item, "status") as DeliveryStatus,
    attempts: numberOf(item, "attempts"),
    ...defined({
      dropReason: item["dropReason"]?.S as DropReason | undefined,
      lastOutcome: item["lastOutcome"]?.S,
      settledAtMs: item["settledAt"] && numberOf(item, "settledAt"),
      firstAttempt: first && {
        startedAtMs: numberOf(first, "startedAt"),
        durationMs: numberOf(first, "duration"),
      },
    }),
  };
}

/** Attempts of one delivery that are read: its schedule has 55 by default. */
const MOST_ATTEMPTS = 100;

/**
 * Reads deliveries to count them, one request a call, eventually consistent: half the price, and a
 * count is of a moment ago anyway.
 */
export function makeDeliverySampler(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  readonly now: () => number;
}): DeliverySampler {
  const { dynamodb, tableName: TableName, now } = options;
  return {
    /**
     * One page of a shard of a webhook's history: at most 1 MB before the filter, so some 9,000
     * rows of 112 bytes. The filter may name `pk`, which is no key of this index. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
     */
    async rows({ shardKey, fromMs, toMs, newestFirst = false, most, ids }) {
      const page = await dynamodb.send(
        new QueryCommand({
          TableName,
          IndexName: "history",
          KeyConditionExpression: "historyKey = :key AND acceptedAt BETWEEN :from AND :to",
          ...(ids !== undefined && { FilterExpression: "pk BETWEEN :first AND :last" }),
          ExpressionAttributeValues: {
            ":key": { S: shardKey },
            ":from": numberValue(fromMs),
            ":to": numberValue(toMs),
            ...(ids !== undefined && { ":first": { S: ids.from }, ":last": { S: ids.to } }),
          },
          ScanIndexForward: !newestFirst,
          ...defined({ Limit: most }),
        }),
      );
      const { Items: items = [], ScannedCount: rows = items.length, LastEvaluatedKey: last } = page;
      return {
        rows,
        ...defined({ reachedMs: last && numberOf(last, "acceptedAt") }),
        given: items.map((item) =>
          Object.assign(deliveryKeyOf(item), { acceptedAtMs: numberOf(item, "acceptedAt") }),
        ),
      };
    },

    async records(keys) {
      const { Responses, UnprocessedKeys } = await dynamodb.send(
        new BatchGetItemCommand({
          RequestItems: {
            [TableName]: {
              Keys: keys.map(deliveryItemKey),
              ...COUNTED_ATTRIBUTES,
            },
          },
        }),
      );
      const nowMs = now();
      const items = Responses?.[TableName] ?? [];
      return {
        records: items
          .filter((item) => isAlive(item, nowMs))
          .map((item) => readCountedRecord(item)),
        unread: UnprocessedKeys?.[TableName]?.Keys?.length ?? 0,
      };
    },

    async attemptMs(key) {
      const { Items: items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :event AND begins_with(sk, :attempt)",
          ProjectionExpression: "#duration, #expiresAt",
          ExpressionAttributeNames: { "#duration": "duration", "#expiresAt": "expiresAt" },
          ExpressionAttributeValues: {
            ":event": { S: key.eventId },
            ":attempt": { S: attemptSortPrefix(key.webhookId) },
          },
          ScanIndexForward: false,
          Limit: MOST_ATTEMPTS,
        }),
      );
      const nowMs = now();
      return items.filter((item) => isAlive(item, nowMs)).map((item) => numberOf(item, "duration"));
    },
  };
}
