import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

import type { WebhookStatus } from "../domain/webhook.ts";
import type { LaneWebhooks } from "../waiting/lane-ports.ts";
import { numberOf, textOf } from "./delivery-item.ts";
import { RATE_LIMIT_ATTRIBUTE, webhookItemKey } from "./webhook-item.ts";

/** Status, version and rate limit of webhooks, read by key and strongly consistent: a lane asks once a wake. */
export function makeDynamoLaneWebhooks(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): LaneWebhooks {
  const { dynamodb, tableName } = options;
  return {
    async find(owner) {
      const { Item: item } = await dynamodb.send(
        new GetItemCommand({
          TableName: tableName,
          Key: webhookItemKey(owner, owner.webhookId),
          ConsistentRead: true,
          ProjectionExpression: `#status, version, ${RATE_LIMIT_ATTRIBUTE}`,
          ExpressionAttributeNames: { "#status": "status" },
        }),
      );
      if (item === undefined) return undefined;
      const rateLimit = item[RATE_LIMIT_ATTRIBUTE]?.N;
      return {
        status: textOf(item, "status") as WebhookStatus,
        version: numberOf(item, "version"),
        ...(rateLimit !== undefined && { rateLimit: Number(rateLimit) }),
      };
    },
  };
}
