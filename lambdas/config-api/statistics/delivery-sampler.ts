import { BatchGetItemCommand, type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";

import { defined } from "../../shared/domain/defined.ts";
import { isAlive, numberOf, numberValue } from "../../shared/dynamodb/attributes.ts";
import {
  attemptSortPrefix,
  deliveryItemKey,
  deliveryKeyOf,
} from "../../shared/dynamodb/delivery-item.ts";
import { COUNTED_ATTRIBUTES, readCountedRecord } from "./counted-record.ts";
import type { DeliverySampler } from "./statistics-ports.ts";

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
