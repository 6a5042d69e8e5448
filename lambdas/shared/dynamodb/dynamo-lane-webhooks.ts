import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { limitOf, type WebhookLimits, type WebhookStatus } from "../domain/webhook.ts";
import type { LaneWebhooks } from "../waiting/lane-ports.ts";
import { getItem, numberOf, textOf } from "./attributes.ts";
import { LIMITS_PROJECTION, readLimits, webhookItemKey } from "./webhook-item.ts";

/** Status, version, limits of webhooks by key, strongly consistent: a lane asks once a wake. */
export function makeDynamoLaneWebhooks(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  readonly defaultLimits?: WebhookLimits;
}): LaneWebhooks {
  const { dynamodb, tableName, defaultLimits } = options;
  return {
    async find(owner) {
      const item = await getItem(dynamodb, tableName, webhookItemKey(owner, owner.webhookId), {
        ProjectionExpression: `#status, version, ${LIMITS_PROJECTION}`,
        ExpressionAttributeNames: { "#status": "status" },
      });
      if (item === undefined) return undefined;
      const limit = limitOf(readLimits(item), defaultLimits);
      return {
        status: textOf(item, "status") as WebhookStatus,
        version: numberOf(item, "version"),
        ...(limit !== undefined && { limit }),
      };
    },
  };
}
