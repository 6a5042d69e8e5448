import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

import type { DeliveryKey } from "../shared/domain/identifiers.ts";
import { deliveryItemKey } from "../shared/dynamodb/delivery-item.ts";

/** The event type of a delivery with a record; eventually consistent: it never changes. */
export function makeDynamoEventTypeOf(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): (key: DeliveryKey) => Promise<string | undefined> {
  const { dynamodb, tableName: TableName } = options;
  return async (key) => {
    const { Item: item } = await dynamodb.send(
      new GetItemCommand({
        TableName,
        Key: deliveryItemKey(key),
        ProjectionExpression: "eventType",
      }),
    );
    return item?.["eventType"]?.S;
  };
}
