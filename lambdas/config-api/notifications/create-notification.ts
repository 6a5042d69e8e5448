import { defined } from "../../shared/domain/defined.ts";
import {
  type EndedNotification,
  isTimeOver,
  mayCallBack,
  type NewNotification,
  type Notification,
  notificationUuidFrom,
  type UpdatedOutcome,
} from "../../shared/domain/notification.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import { fieldProblem, noSuch, type Problem, problem } from "../http/problem.ts";
import { ensureCallbackWebhook } from "./callback-webhooks.ts";
import type { NotificationPorts } from "./notification-ports.ts";
import type { NotificationInput, ResponseInput } from "./notification-schemas.ts";

/** A notification, or why there is none. */
export type NotificationResult =
  | Problem
  | { readonly kind: "notification"; readonly notification: Notification };

/**
 * Makes a notification. Where it is to be called back its wake is sent first: no such notification
 * exists without one.
 * @param idBytes 16 bytes for its uuid; the same again when the same request is repeated, which
 *   then finds its own work
 */
export async function createNotification(
  ports: Pick<NotificationPorts, "notifications" | "webhooks" | "sendWake">,
  tenant: Tenant,
  input: NotificationInput,
  { idBytes, nowMs }: { readonly idBytes: Uint8Array; readonly nowMs: number },
): Promise<NotificationResult> {
  const { notifications } = ports;
  const notification = newNotification(tenant, input, notificationUuidFrom(idBytes), nowMs);
  const { uuid, callbackUrl, createdAtMs, expiresAtMs } = notification;
  if (callbackUrl !== undefined) {
    const { origin } = new URL(callbackUrl);
    const refused = await ensureCallbackWebhook(ports, tenant, origin, nowMs);
    if (refused !== undefined) return refused;
    await ports.sendWake({ ...tenant, uuid, createdAtMs, expiresAtMs }, expiresAtMs);
  }
  const isNew = await notifications.create(notification);
  const present = isNew ? undefined : await notifications.read(tenant, uuid);
  return { kind: "notification", notification: present ?? { ...notification, state: "PENDING" } };
}

function newNotification(
  tenant: Tenant,
  input: NotificationInput,
  uuid: string,
  nowMs: number,
): NewNotification {
  const callbackUrl = input.msg_type === "OTP" ? undefined : input.callback_url;
  return {
    ...tenant,
    uuid,
    userId: input.user_id,
    msgId: input.msg_id,
    msgType: input.msg_type,
    actions: input.actions,
    ...defined({ callbackUrl }),
    deliveryStatus: input.delivery_status,
    verificationMode: input.verification_mode,
    createdAtMs: nowMs,
    expiresAtMs: nowMs + input.expires_in * 1000,
  };
}

/** What recording a response needs. */
type ResponsePorts = Pick<NotificationPorts, "notifications" | "publishCallback" | "now">;

/**
 * Records what the user chose, once, and calls back. Whoever finds the notification settled calls
 * back again, since whoever settled it may have died before: the callback's event is the same
 * however often it is published.
 * @param responseId names this request; the same again when it is repeated, which then finds its
 *   own work
 */
export async function recordResponse(
  ports: ResponsePorts,
  tenant: Tenant,
  uuid: string,
  input: ResponseInput,
  responseId: string,
): Promise<NotificationResult> {
  const { notifications, now } = ports;
  const seen = await notifications.read(tenant, uuid);
  if (seen === undefined) return noSuch("notification");
  if (seen.state === "PENDING") {
    const refused = problemOf(seen, input.action_response, now());
    if (refused !== undefined) return refused;
  }
  const settled =
    seen.state === "PENDING"
      ? await notifications.recordOutcome(tenant, uuid, outcomeOf(input, responseId, now()))
      : seen;
  if (settled === undefined) return noSuch("notification");
  await callBack(ports, settled);
  return settled.state === "UPDATED" && settled.responseId === responseId
    ? { kind: "notification", notification: settled }
    : ended(settled.state);
}

function ended(state: EndedNotification["state"]): Problem {
  return state === "UPDATED"
    ? problem("conflict", "The notification has been answered already.")
    : problem("conflict", "The notification has expired.");
}

function problemOf(seen: Notification, action: string, nowMs: number): Problem | undefined {
  if (isTimeOver(seen, nowMs)) return ended("EXPIRED");
  if (seen.actions.includes(action)) return undefined;
  const hint =
    seen.actions.length === 0 ? "this notification has no actions" : seen.actions.join(", ");
  return fieldProblem("action_response", "is none of the notification's actions", hint);
}

function outcomeOf(input: ResponseInput, responseId: string, nowMs: number): UpdatedOutcome {
  const { error_code: errorCode, delivery_status: reportedDeliveryStatus } = input;
  const { client_ip_address: clientIpAddress } = input;
  return {
    state: "UPDATED",
    responseId,
    updatedAtMs: nowMs,
    actionResponse: input.action_response,
    isDsVerified: input.is_ds_verified,
    responseCode: input.response_code,
    ...defined({ errorCode, reportedDeliveryStatus, clientIpAddress }),
  };
}

async function callBack(
  { publishCallback, now }: ResponsePorts,
  notification: EndedNotification,
): Promise<void> {
  const { callbackUrl } = notification;
  if (callbackUrl !== undefined && mayCallBack(notification, now())) {
    await publishCallback({ ...notification, callbackUrl });
  }
}
