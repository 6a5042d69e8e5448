import * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import { eventIdOf } from "../../shared/domain/identifiers.ts";
import { callbackFieldsOf } from "../../shared/domain/notification-callback.ts";
import {
  asSeenAt,
  DELIVERY_STATUSES,
  MESSAGE_TYPES,
  type Notification,
} from "../../shared/domain/notification.ts";

/** A notification in an answer: its callback's known fields, and what it was made with. */
export const notificationOut = z
  .object({
    user_id: z.string(),
    notification_uuid: z.string(),
    response_code: z.number().optional(),
    error_code: z.union([z.string(), z.number()]).optional(),
    status: z.enum(["PENDING", "UPDATED", "EXPIRED"]),
    delivery_status: z.enum(DELIVERY_STATUSES),
    action_response: z.string().optional(),
    is_ds_verified: z.boolean().optional(),
    msg_id: z.string(),
    verification_mode: z.string(),
    original_verification_mode: z.string(),
    create_ts: z.string().meta({ examples: ["2024-10-11T13:00:00Z"] }),
    update_ts: z.string().optional(),
    expiry_timestamp: z.string(),
    client_ip_address: z.string().optional(),
    msg_type: z.enum(MESSAGE_TYPES),
    actions: z.array(z.string()),
    callback_url: z.string().optional(),
    event_id: z
      .string()
      .optional()
      .meta({ description: "The event of its callback, once it has ended: GET /events/{id}." }),
  })
  .meta({ id: "Notification" });

/** A notification as it is shown. */
export function showNotification(
  notification: Notification,
  nowMs: number,
): z.output<typeof notificationOut> {
  const { msgType, actions: labels, callbackUrl, state, uuid } = notification;
  const isCalledBack = state !== "PENDING" && callbackUrl !== undefined;
  return {
    ...callbackFieldsOf(asSeenAt(notification, nowMs)),
    msg_type: msgType,
    actions: [...labels],
    ...defined({ callback_url: callbackUrl }),
    ...(isCalledBack && { event_id: eventIdOf(notification, "notification", uuid) }),
  };
}
