import { type Profile, USUAL, whole } from "./profile.ts";

/** Attributes of an nCore event: the discriminator, and what its samples show; all by default. */
const of = (...selectable: string[]) => whole(["event"], selectable);

/** nCore webhooks. Their document names no schedule, so the week of retries holds. */
export const ncore = {
  ...USUAL,
  eventTypes: {
    CARD_STATUS_CHANGE: of("card_status_change"),
    TRANSACTION: of("card_transaction"),
    KYC_RESULT: of(
      "kyc_policy",
      "kyc_id",
      "user_id",
      "note",
      "old_status",
      "status",
      "status_code",
      "created",
      "modified",
    ),
    USER_CREATED: of("user_id", "new_status", "new_status_reason_code", "user_type", "created"),
    USER_STATUS_CHANGE: of(
      "user_id",
      "old_status",
      "old_status_reason_code",
      "new_status",
      "new_status_reason_code",
      "user_type",
      "created",
    ),
    USER_DOCUMENT_ALERT: of(
      "alert_type",
      "user_id",
      "identification_id",
      "type",
      "number",
      "issuance_authority",
      "place_of_issuance",
      "expiration_date",
      "issuance_date",
      "grace_period_end_date",
    ),
    IDENTITY_VERIFICATION: of(
      "user_id",
      "applicant_id",
      "sdk_token",
      "status",
      "old_status_reason_code",
      "status_reason_code",
    ),
    PIN_CHANGE: of("user_id", "card_id", "card_status", "card_status_reason", "created"),
    EXPIRED_AUTH: of("card_transaction"),
    CHARGE_APPLIED: of("charge_applied"),
    ACCOUNT_STATUS_CHANGE: of("old_status", "new_status", "account_id", "note"),
    CARD_PROVISIONING: of(
      "user_id",
      "card_id",
      "network",
      "wallet_identifier",
      "token_number",
      "token_type",
      "device_name",
      "device_type",
      "status",
      "created",
    ),
    TOKEN_NOTIFICATION: of("alert_type", "user_id", "card_id", "token_info", "device_info"),
  },
} satisfies Profile;
