import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import type { DeliveryRecord } from "../domain/delivery-record.ts";
import { deliveryIdOf } from "../domain/identifiers.ts";
import type { PublishOperationalEvent } from "../eventbridge/operational-events.ts";
import { getItem, numberValue } from "./attributes.ts";
import { writeTransaction } from "./dynamo-transaction.ts";
import { environmentItemKey } from "./environment-item.ts";
import { webhookItemKey } from "./webhook-item.ts";

/** Type of the operational event: a receiver said 410, and its webhook gets nothing any more. */
const WEBHOOK_GONE_EVENT = "webhook.gone";

/** Notes that the receiver of a dropped delivery is gone. */
export type MarkGone = (record: DeliveryRecord) => Promise<void>;

/**
 * Marks the webhook of a delivery that was answered with 410 as gone, and publishes that. The
 * status names the delivery, so that of many which are answered so at once exactly one tells of it,
 * and tells again when its message comes back after a crash; told twice it is one event, by its id.
 */
export function makeMarkGone(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly webhooksTableName: string;
  readonly publish: PublishOperationalEvent;
  readonly now: () => number;
}): MarkGone {
  const { dynamodb, webhooksTableName: TableName, publish, now } = options;

  /** Webhook and tenant's revision in one transaction, if the webhook is there and not gone. */
  async function mark(record: DeliveryRecord, reason: string): Promise<boolean> {
    const { ok } = await writeTransaction(dynamodb, [
      {
        Update: {
          TableName,
          Key: webhookItemKey(record, record.webhookId),
          UpdateExpression:
            "SET #status = :gone, statusReason = :reason, modifiedAt = :now ADD version :one",
          ConditionExpression: "#status IN (:enabled, :disabled)",
          ExpressionAttributeNames: { "#status": "status" },
          ExpressionAttributeValues: {
            ":gone": { S: "gone" },
            ":enabled": { S: "enabled" },
            ":disabled": { S: "disabled" },
            ":reason": { S: reason },
            ":now": numberValue(now()),
            ":one": numberValue(1),
          },
        },
      },
      {
        Update: {
          TableName,
          Key: environmentItemKey(record),
          UpdateExpression: "ADD revision :one",
          ConditionExpression: "attribute_exists(pk)",
          ExpressionAttributeValues: { ":one": numberValue(1) },
        },
      },
    ]);
    return ok;
  }

  /** Whether the webhook is gone by this very delivery. */
  async function wasMarked(record: DeliveryRecord, reason: string): Promise<boolean> {
    const item = await getItem(dynamodb, TableName, webhookItemKey(record, record.webhookId), {
      ProjectionExpression: "#status, statusReason",
      ExpressionAttributeNames: { "#status": "status" },
    });
    return item?.["status"]?.S === "gone" && item["statusReason"]?.S === reason;
  }

  return async (record) => {
    const deliveryId = deliveryIdOf(record);
    const reason = `the receiver answered 410 Gone to ${deliveryId}`;
    if ((await mark(record, reason)) || (await wasMarked(record, reason))) {
      await publish(record, {
        type: WEBHOOK_GONE_EVENT,
        id: `${WEBHOOK_GONE_EVENT}:${deliveryId}:${record.dispatch}`,
        payload: {
          webhook_id: record.webhookId,
          delivery_id: deliveryId,
          event_id: record.eventId,
          event_type: record.eventType,
          status_reason: reason,
          gone_at: new Date(record.settledAtMs ?? record.acceptedAtMs).toISOString(),
        },
      });
    }
  };
}
