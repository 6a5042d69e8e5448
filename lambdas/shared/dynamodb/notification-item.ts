import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import type {
  DeliveryStatusOfNotification,
  MessageType,
  NewNotification,
  Notification,
  NotificationOutcome,
} from "../domain/notification.ts";
import { retentionEndSeconds } from "../domain/retention.ts";
import { type Environment, type Tenant, tenantKey } from "../domain/tenant.ts";
import { type Item, numberOf, numberValue, textOf } from "./attributes.ts";

/** What the partition key of a notification begins with. */
const PREFIX = "notification#";

/** Primary key of a notification's item. */
export function notificationItemKey(tenant: Tenant, uuid: string): Item {
  return { pk: { S: `${PREFIX}${tenantKey(tenant)}#${uuid}` }, sk: { S: "notification" } };
}

/** A new notification as its item; kept for as long behind its expiry as the event of its callback, 60 days. */
export function writeNotificationItem(notification: NewNotification): Item {
  const { uuid, userId, msgId, msgType, actions, callbackUrl } = notification;
  const { deliveryStatus, verificationMode, createdAtMs, expiresAtMs } = notification;
  return {
    ...notificationItemKey(notification, uuid),
    application: { S: notification.application },
    environment: { S: notification.environment },
    uuid: { S: uuid },
    state: { S: "PENDING" },
    userId: { S: userId },
    msgId: { S: msgId },
    msgType: { S: msgType },
    actions: { L: actions.map((label) => ({ S: label })) },
    ...(callbackUrl !== undefined && { callbackUrl: { S: callbackUrl } }),
    deliveryStatus: { S: deliveryStatus },
    verificationMode: { S: verificationMode },
    createdAt: numberValue(createdAtMs),
    notificationExpiresAt: numberValue(expiresAtMs),
    expiresAt: numberValue(retentionEndSeconds(expiresAtMs)),
  };
}

/** An outcome as the attributes that record it. */
export function writeOutcome(outcome: NotificationOutcome): Item & { state: AttributeValue } {
  const state = { S: outcome.state };
  if (outcome.state === "EXPIRED") return { state };
  const { errorCode, reportedDeliveryStatus, clientIpAddress } = outcome;
  return {
    state,
    responseId: { S: outcome.responseId },
    updatedAt: numberValue(outcome.updatedAtMs),
    actionResponse: { S: outcome.actionResponse },
    isDsVerified: { BOOL: outcome.isDsVerified },
    responseCode: numberValue(outcome.responseCode),
    ...(errorCode !== undefined && {
      errorCode: typeof errorCode === "number" ? numberValue(errorCode) : { S: errorCode },
    }),
    ...(reportedDeliveryStatus !== undefined && {
      reportedDeliveryStatus: { S: reportedDeliveryStatus },
    }),
    ...(clientIpAddress !== undefined && { clientIpAddress: { S: clientIpAddress } }),
  };
}

/** The notification of an item. */
export function readNotificationItem(item: Item): Notification {
  const callbackUrl = item["callbackUrl"]?.S;
  return {
    application: textOf(item, "application"),
    environment: textOf(item, "environment") as Environment,
    uuid: textOf(item, "uuid"),
    userId: textOf(item, "userId"),
    msgId: textOf(item, "msgId"),
    msgType: textOf(item, "msgType") as MessageType,
    actions: (item["actions"]?.L ?? []).map(({ S: label = "" }) => label),
    ...(callbackUrl !== undefined && { callbackUrl }),
    deliveryStatus: textOf(item, "deliveryStatus") as DeliveryStatusOfNotification,
    verificationMode: textOf(item, "verificationMode"),
    createdAtMs: numberOf(item, "createdAt"),
    expiresAtMs: numberOf(item, "notificationExpiresAt"),
    ...readOutcome(item),
  };
}

function readOutcome(item: Item): NotificationOutcome | { readonly state: "PENDING" } {
  const state = textOf(item, "state") as Notification["state"];
  if (state !== "UPDATED") return { state };
  const errorCode = item["errorCode"];
  const reportedDeliveryStatus = item["reportedDeliveryStatus"]?.S;
  const clientIpAddress = item["clientIpAddress"]?.S;
  return {
    state,
    responseId: textOf(item, "responseId"),
    updatedAtMs: numberOf(item, "updatedAt"),
    actionResponse: textOf(item, "actionResponse"),
    isDsVerified: item["isDsVerified"]?.BOOL === true,
    responseCode: numberOf(item, "responseCode") === 1 ? 1 : 0,
    ...(errorCode !== undefined && { errorCode: errorCode.S ?? Number(errorCode.N) }),
    ...(reportedDeliveryStatus !== undefined && {
      reportedDeliveryStatus: reportedDeliveryStatus as DeliveryStatusOfNotification,
    }),
    ...(clientIpAddress !== undefined && { clientIpAddress }),
  };
}
