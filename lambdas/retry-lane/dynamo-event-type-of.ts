import { type DynamoDBClient } from "@aws-sdk/client-dynamodb";

import type { DeliveryKey } from "../shared/domain/identifiers.ts";
import { deliveryItemKey } from "../shared/dynamodb/delivery-item.ts";
import { getItem } from "../shared/dynamodb/get-item.ts";

/** The event type of a delivery with a record; eventually consistent: it never changes. */
export function makeDynamoEventTypeOf(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): (key: DeliveryKey) => Promise<string | undefined> {
  const { dynamodb, tableName: TableName } = options;
  return async (key) => {
    const item = await getItem(dynamodb, TableName, deliveryItemKey(key), {
      ProjectionExpression: "eventType",
      ConsistentRead: false,
    });
    return item?.["eventType"]?.S;
  };
}
