import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

import type { WebhookStatus } from "../domain/webhook.ts";
import type { WebhookStatuses } from "../waiting/lane-ports.ts";
import { webhookItemKey } from "./webhook-item.ts";

/** The status of webhooks, read by key and strongly consistent: a lane asks once in a quarter of an hour. */
export function makeDynamoWebhookStatuses(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): WebhookStatuses {
  const { dynamodb, tableName } = options;
  return {
    async find(owner) {
      const { Item: item } = await dynamodb.send(
        new GetItemCommand({
          TableName: tableName,
          Key: webhookItemKey(owner, owner.webhookId),
          ConsistentRead: true,
          ProjectionExpression: "#status",
          ExpressionAttributeNames: { "#status": "status" },
        }),
      );
      return item?.["status"]?.S as WebhookStatus | undefined;
    },
  };
}
