import { type Profile, USUAL, whole } from "./profile.ts";

/** REL-IDverify notification callbacks. Retries are "not explicitly documented": a week holds. */
export const relid = {
  ...USUAL,
  // "Field Descriptions"; which notification, and what became of it, are told whatever else is
  // selected.
  eventTypes: {
    NOTIFICATION_CALLBACK: whole(
      ["notification_uuid", "status"],
      [
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
    ),
  },
} satisfies Profile;
