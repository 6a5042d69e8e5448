import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import type {
  NewNotification,
  Notification,
  NotificationOutcome,
  EndedNotification,
} from "../domain/notification.ts";
import type { Tenant } from "../domain/tenant.ts";
import { numberOf } from "./attributes.ts";
import { isWritten, writeUnlessRefused } from "./dynamo-conditions.ts";
import { getItem } from "./get-item.ts";
import {
  notificationItemKey,
  readNotificationItem,
  writeNotificationItem,
  writeOutcome,
} from "./notification-item.ts";

/**
 * Notifications in DynamoDB, one partition each: those of one tenant heat none. Each ends once:
 * whoever records an outcome first has the word.
 */
export function makeNotificationStore(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  readonly now: () => number;
}) {
  const { dynamodb, tableName: TableName, now } = options;

  /** A notification as it stands. */
  async function read(tenant: Tenant, uuid: string): Promise<Notification | undefined> {
    const item = await getItem(dynamodb, TableName, notificationItemKey(tenant, uuid));
    // DynamoDB deletes what has expired within days, not at once.
    const isThere = item !== undefined && numberOf(item, "expiresAt") * 1000 > now();
    return isThere ? readNotificationItem(item) : undefined;
  }

  return {
    read,

    /** Puts a new notification, pending. @returns `false` when there is one of this uuid */
    create(notification: NewNotification): Promise<boolean> {
      return isWritten(
        dynamodb,
        new PutItemCommand({
          TableName,
          Item: writeNotificationItem(notification),
          ConditionExpression: "attribute_not_exists(pk)",
        }),
      );
    },

    /**
     * Records a first outcome.
     * @returns how the notification ended; `undefined` if there is none
     */
    async recordOutcome(
      tenant: Tenant,
      uuid: string,
      outcome: NotificationOutcome,
    ): Promise<EndedNotification | undefined> {
      const { state, ...rest } = writeOutcome(outcome);
      const names = Object.keys(rest);
      const { item } = await writeUnlessRefused(
        dynamodb,
        new UpdateItemCommand({
          TableName,
          Key: notificationItemKey(tenant, uuid),
          UpdateExpression: `SET ${["#state = :state", ...names.map((name) => `${name} = :${name}`)].join(", ")}`,
          ConditionExpression: "#state = :pending",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: {
            ":pending": { S: "PENDING" },
            ":state": state,
            ...Object.fromEntries(names.map((name) => [`:${name}`, rest[name]])),
          },
          ReturnValues: "ALL_NEW",
        }),
      );
      const present = item ? readNotificationItem(item) : await read(tenant, uuid);
      if (present?.state === "PENDING") {
        throw new Error(`notification ${uuid} is pending, and its outcome could not be recorded`);
      }
      return present;
    },
  };
}
