import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import type {
  EndedNotification,
  NewNotification,
  Notification,
  NotificationOutcome,
  UpdatedOutcome,
} from "../domain/notification.ts";
import { retentionEndSeconds } from "../domain/retention.ts";
import { type Tenant, tenantKey } from "../domain/tenant.ts";
import { getItem, type Item, type ItemKey, numberOf, numberValue, textOf } from "./attributes.ts";
import { isWritten, writeUnlessRefused } from "./dynamo-conditions.ts";
import { type AttributeNames, readMembers, writeMembers } from "./item-members.ts";

/** What the partition key of a notification begins with. */
const PREFIX = "notification#";

const NOTIFICATION: AttributeNames<NewNotification> = {
  application: "application",
  environment: "environment",
  uuid: "uuid",
  userId: "userId",
  msgId: "msgId",
  msgType: "msgType",
  actions: "actions",
  callbackUrl: "callbackUrl?",
  deliveryStatus: "deliveryStatus",
  verificationMode: "verificationMode",
  createdAtMs: "createdAt",
  expiresAtMs: "notificationExpiresAt",
};

const OUTCOME: AttributeNames<UpdatedOutcome> = {
  state: "state",
  responseId: "responseId",
  updatedAtMs: "updatedAt",
  actionResponse: "actionResponse",
  isDsVerified: "isDsVerified",
  responseCode: "responseCode",
  errorCode: "errorCode?",
  reportedDeliveryStatus: "reportedDeliveryStatus?",
  clientIpAddress: "clientIpAddress?",
};

/** Primary key of a notification's item. */
function notificationItemKey(tenant: Tenant, uuid: string): ItemKey {
  return { pk: { S: `${PREFIX}${tenantKey(tenant)}#${uuid}` }, sk: { S: "notification" } };
}

/** A new notification as its item; kept 60 days past its expiry, as its callback's event is. */
function writeNotificationItem(notification: NewNotification): Item {
  return {
    ...notificationItemKey(notification, notification.uuid),
    ...writeMembers(notification, NOTIFICATION),
    state: { S: "PENDING" },
    expiresAt: numberValue(retentionEndSeconds(notification.expiresAtMs)),
  };
}

/** An outcome as the attributes that record it. */
function writeOutcome(outcome: NotificationOutcome): Item & { state: { S: string } } {
  return {
    ...(outcome.state === "UPDATED" && writeMembers(outcome, OUTCOME)),
    state: { S: outcome.state },
  };
}

/** The notification of an item. */
function readNotificationItem(item: Item): Notification {
  return { ...readMembers(item, NOTIFICATION), ...readOutcome(item) };
}

function readOutcome(item: Item): NotificationOutcome | { readonly state: "PENDING" } {
  const state = textOf(item, "state") as Notification["state"];
  return state === "UPDATED" ? readMembers(item, OUTCOME) : { state };
}

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
