import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import type { Attempt, DeliveryRecord } from "../../shared/domain/delivery-record.ts";
import type { DeliveryKey } from "../../shared/domain/identifiers.ts";
import { isAlive, type Item, numberOf, numberValue } from "../../shared/dynamodb/attributes.ts";
import {
  attemptSortPrefix,
  deliveryItemKey,
  deliveryKeyOf,
  readAttempt,
  readDeliveryItem,
} from "../../shared/dynamodb/delivery-item.ts";
import type { ReadItem } from "../../shared/dynamodb/dynamo-batch-reader.ts";
import { pagesOf } from "../../shared/dynamodb/dynamo-pages.ts";
import { eventItemKey, readEventItem, type StoredEvent } from "../../shared/dynamodb/event-item.ts";

/** The two indexes that deliveries are listed by, and the attribute of their partitions. */
const INDEX_KEYS = { history: "historyKey", undelivered: "undeliveredKey" } as const;

/** One shard of an index: `<webhook id>#0` of `history`, `acme#production#0` of `undelivered`. */
export interface DeliveryShard {
  readonly index: keyof typeof INDEX_KEYS;
  readonly key: string;
}

/** A delivery as the indexes know it. */
export interface ListedDelivery extends DeliveryKey {
  readonly acceptedAtMs: number;
}

/** What the indexes are asked: accepted from `fromMs` to `toMs`, both included. */
export interface AcceptedRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Deliveries, their attempts and events in DynamoDB, for reading. What is past its time is not there. */
export function makeDeliveryHistory(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  /** Reads items of the same table; many at once as one request. */
  readonly readItem: ReadItem;
  readonly now: () => number;
}) {
  const { dynamodb, tableName, readItem, now } = options;

  async function readAlive(key: Parameters<ReadItem>[0]): Promise<Item | undefined> {
    const item = await readItem(key);
    return item !== undefined && isAlive(item, now()) ? item : undefined;
  }

  return {
    /** The deliveries of one shard, newest first, those of one millisecond in any order. Pages of about `pageSize`. */
    async *list(
      { index, key }: DeliveryShard,
      { fromMs, toMs }: AcceptedRange,
      pageSize: number,
    ): AsyncGenerator<ListedDelivery[], undefined> {
      const pages = pagesOf(dynamodb, {
        TableName: tableName,
        IndexName: index,
        KeyConditionExpression: "#key = :key AND acceptedAt BETWEEN :from AND :to",
        ExpressionAttributeNames: { "#key": INDEX_KEYS[index] },
        ExpressionAttributeValues: {
          ":key": { S: key },
          ":from": numberValue(fromMs),
          ":to": numberValue(toMs),
        },
        ScanIndexForward: false,
        Limit: pageSize,
      });
      for await (const items of pages) {
        yield items.map((item) =>
          Object.assign(deliveryKeyOf(item), { acceptedAtMs: numberOf(item, "acceptedAt") }),
        );
      }
      return undefined;
    },

    /** The record of a delivery; `undefined` before the end of its first attempt. */
    async record(key: DeliveryKey): Promise<DeliveryRecord | undefined> {
      const item = await readAlive(deliveryItemKey(key));
      return item === undefined ? undefined : readDeliveryItem(item);
    },

    /** An event; `undefined` before the fan-out took it. */
    async event(id: string): Promise<StoredEvent | undefined> {
      const item = await readAlive(eventItemKey(id));
      return item === undefined ? undefined : readEventItem(item);
    },

    /** The attempts that have items of their own, oldest first. */
    async attempts(key: DeliveryKey): Promise<Attempt[]> {
      const attempts: Attempt[] = [];
      const pages = pagesOf(dynamodb, {
        TableName: tableName,
        KeyConditionExpression: "pk = :event AND begins_with(sk, :attempt)",
        ExpressionAttributeValues: {
          ":event": { S: key.eventId },
          ":attempt": { S: attemptSortPrefix(key.webhookId) },
        },
        ConsistentRead: true,
      });
      for await (const items of pages) {
        attempts.push(
          ...items.filter((item) => isAlive(item, now())).map((item) => readAttempt(item)),
        );
      }
      return attempts;
    },
  };
}
