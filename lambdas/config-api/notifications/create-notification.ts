import { defined } from "../../shared/domain/defined.ts";
import {
  type NewNotification,
  type Notification,
  notificationUuidFrom,
} from "../../shared/domain/notification.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { Problem } from "../http/problem.ts";
import { ensureCallbackWebhook } from "./callback-webhooks.ts";
import type { NotificationPorts } from "./notification-ports.ts";
import type { NotificationInput } from "./notification-schemas.ts";

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
