import type {
  NewNotification,
  Notification,
  NotificationOutcome,
  UpdatedOutcome,
} from "../domain/notification.ts";
import { retentionEndSeconds } from "../domain/retention.ts";
import { type Tenant, tenantKey } from "../domain/tenant.ts";
import { type Item, type ItemKey, numberValue, textOf } from "./attributes.ts";
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
export function notificationItemKey(tenant: Tenant, uuid: string): ItemKey {
  return { pk: { S: `${PREFIX}${tenantKey(tenant)}#${uuid}` }, sk: { S: "notification" } };
}

/** A new notification as its item; kept 60 days past its expiry, as its callback's event is. */
export function writeNotificationItem(notification: NewNotification): Item {
  return {
    ...notificationItemKey(notification, notification.uuid),
    ...writeMembers(notification, NOTIFICATION),
    state: { S: "PENDING" },
    expiresAt: numberValue(retentionEndSeconds(notification.expiresAtMs)),
  };
}

/** An outcome as the attributes that record it. */
export function writeOutcome(outcome: NotificationOutcome): Item & { state: { S: string } } {
  return {
    ...(outcome.state === "UPDATED" && writeMembers(outcome, OUTCOME)),
    state: { S: outcome.state },
  };
}

/** The notification of an item. */
export function readNotificationItem(item: Item): Notification {
  return { ...readMembers(item, NOTIFICATION), ...readOutcome(item) };
}

function readOutcome(item: Item): NotificationOutcome | { readonly state: "PENDING" } {
  const state = textOf(item, "state") as Notification["state"];
  return state === "UPDATED" ? readMembers(item, OUTCOME) : { state };
}
