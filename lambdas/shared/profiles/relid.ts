import {
  DEFAULT_TIMEOUT_SECONDS,
  SIGNATURE_HEADERS,
  WEEK_OF_RETRIES,
  type Profile,
} from "./profile.ts";

/** REL-IDverify notification callbacks. Retries are "not explicitly documented": a week holds. */
export const relid = {
  retry: WEEK_OF_RETRIES,
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  heedsReceiver: true,
  signature: "none",
  signatureHeaders: SIGNATURE_HEADERS,
  // "Field Descriptions"; which notification, and what became of it, are told whatever else is
  // selected.
  eventTypes: {
    NOTIFICATION_CALLBACK: {
      mandatory: ["notification_uuid", "status"],
      selectable: [
        "user_id",
        "response_code",
        "error_code",
        "delivery_status",
        "action_response",
        "is_ds_verified",
        "msg_id",
        "verification_mode",
        "original_verification_mode",
        "create_ts",
        "update_ts",
        "expiry_timestamp",
        "client_ip_address",
      ],
      default: "*",
    },
  },
} satisfies Profile;
