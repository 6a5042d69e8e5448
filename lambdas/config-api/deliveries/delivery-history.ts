import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { isAlive, type Item, numberOf, numberValue } from "../../shared/dynamodb/attributes.ts";
import {
  attemptSortPrefix,
  deliveryItemKey,
  deliveryKeyOf,
  readAttempt,
  readDeliveryItem,
} from "../../shared/dynamodb/delivery-item.ts";
import type { ReadItem } from "../../shared/dynamodb/dynamo-batch-reader.ts";
import { eventItemKey, readEventItem } from "../../shared/dynamodb/dynamo-events.ts";
import { pagesOf, queryAll } from "../../shared/dynamodb/dynamo-pages.ts";
import type { DeliveryReader } from "./delivery-reader.ts";

/** The two indexes that deliveries are listed by, and the attribute of their partitions. */
const INDEX_KEYS = { history: "historyKey", undelivered: "undeliveredKey" } as const;

/** Reads deliveries, attempts and events in DynamoDB. What is past its time is not there. */
export function makeDeliveryHistory(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  /** Reads items of the same table; many at once as one request. */
  readonly readItem: ReadItem;
  readonly now: () => number;
}): DeliveryReader {
  const { dynamodb, tableName, readItem, now } = options;

  async function readAlive(key: Parameters<ReadItem>[0]): Promise<Item | undefined> {
    const item = await readItem(key);
    return item !== undefined && isAlive(item, now()) ? item : undefined;
  }

  return {
    async *list({ index, key }, { fromMs, toMs }, pageSize) {
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
    },

    async record(key) {
      const item = await readAlive(deliveryItemKey(key));
      return item === undefined ? undefined : readDeliveryItem(item);
    },

    async event(id) {
      const item = await readAlive(eventItemKey(id));
      return item === undefined ? undefined : readEventItem(item);
    },

    async attempts(key) {
      const items = await queryAll(dynamodb, {
        TableName: tableName,
        KeyConditionExpression: "pk = :event AND begins_with(sk, :attempt)",
        ExpressionAttributeValues: {
          ":event": { S: key.eventId },
          ":attempt": { S: attemptSortPrefix(key.webhookId) },
        },
        ConsistentRead: true,
      });
      return items.filter((item) => isAlive(item, now())).map(readAttempt);
    },
  };
}
