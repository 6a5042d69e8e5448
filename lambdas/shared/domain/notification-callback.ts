import type {
  DeliveryStatusOfNotification,
  Notification,
  EndedNotification,
} from "./notification.ts";

/**
 * `action_response` where nobody acted: no action's label. Source: REL-ID, "Field Descriptions".
 */
export const NO_ACTION = "NONE";

const MS_PER_SECOND = 1000;

/**
 * The fields of a callback; of a notification that is pending those that are known. Source: REL-ID,
 * "Field Descriptions".
 */
export interface CallbackFields {
  readonly user_id: string;
  readonly notification_uuid: string;
  readonly response_code?: number;
  readonly error_code?: string | number;
  readonly status: Notification["state"];
  readonly delivery_status: DeliveryStatusOfNotification;
  readonly action_response?: string;
  readonly is_ds_verified?: boolean;
  readonly msg_id: string;
  readonly verification_mode: string;
  readonly original_verification_mode: string;
  readonly create_ts: string;
  readonly update_ts?: string;
  readonly expiry_timestamp: string;
  readonly client_ip_address?: string;
}

/** The callback's JSON text: the fields of the document's sample in order, the same each time. */
export function callbackPayloadOf(notification: EndedNotification): string {
  return JSON.stringify(callbackFieldsOf(notification));
}

/** The fields of a callback in the order of the document's sample, as far as they are known. */
export function callbackFieldsOf(notification: Notification): CallbackFields {
  const { userId, uuid, msgId, verificationMode, state, createdAtMs, expiresAtMs } = notification;
  const { code, deliveryStatus, answer, times, client } = outcomeFieldsOf(notification);
  return {
    user_id: userId,
    notification_uuid: uuid,
    ...code,
    status: state,
    delivery_status: deliveryStatus,
    ...answer,
    msg_id: msgId,
    verification_mode: verificationMode,
    original_verification_mode: verificationMode,
    create_ts: timestamp(createdAtMs),
    ...times,
    expiry_timestamp: timestamp(expiresAtMs),
    ...client,
  };
}

/** The fields that the outcome decides, in the groups in which they stand together. */
interface OutcomeFields {
  readonly deliveryStatus: DeliveryStatusOfNotification;
  readonly code?: Pick<CallbackFields, "response_code" | "error_code">;
  readonly answer?: Pick<CallbackFields, "action_response" | "is_ds_verified">;
  readonly times?: Pick<CallbackFields, "update_ts">;
  readonly client?: Pick<CallbackFields, "client_ip_address">;
}

function outcomeFieldsOf(notification: Notification): OutcomeFields {
  const { deliveryStatus } = notification;
  if (notification.state === "PENDING") return { deliveryStatus };
  if (notification.state === "EXPIRED") {
    return {
      deliveryStatus,
      code: { response_code: 0 },
      answer: { action_response: NO_ACTION, is_ds_verified: false },
      times: { update_ts: timestamp(notification.expiresAtMs) },
    };
  }
  const { responseCode, errorCode, clientIpAddress, reportedDeliveryStatus } = notification;
  const hasError = responseCode === 1 && errorCode !== undefined;
  return {
    deliveryStatus: reportedDeliveryStatus ?? deliveryStatus,
    code: { response_code: responseCode, ...(hasError && { error_code: errorCode }) },
    answer: {
      action_response: notification.actionResponse,
      is_ds_verified: notification.isDsVerified,
    },
    times: { update_ts: timestamp(notification.updatedAtMs) },
    ...(clientIpAddress !== undefined && { client: { client_ip_address: clientIpAddress } }),
  };
}

/** UTC with whole seconds, as in the document: `2024-10-11T13:00:00Z`. */
function timestamp(ms: number): string {
  return `${new Date(Math.floor(ms / MS_PER_SECOND) * MS_PER_SECOND).toISOString().slice(0, 19)}Z`;
}
