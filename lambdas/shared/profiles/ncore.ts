import { DEFAULT_TIMEOUT_SECONDS, WEEK_OF_RETRIES, type Profile } from "./profile.ts";

/** nCore webhooks. Their document names no schedule, so the week of retries holds. */
export const ncore: Profile = {
  retry: WEEK_OF_RETRIES,
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  heedsReceiver: true,
  signature: "none",
  eventTypes: [
    "CARD_STATUS_CHANGE",
    "TRANSACTION",
    "KYC_RESULT",
    "USER_CREATED",
    "USER_STATUS_CHANGE",
    "USER_DOCUMENT_ALERT",
    "IDENTITY_VERIFICATION",
    "PIN_CHANGE",
    "EXPIRED_AUTH",
    "CHARGE_APPLIED",
    "ACCOUNT_STATUS_CHANGE",
    "CARD_PROVISIONING",
    "TOKEN_NOTIFICATION",
  ],
};
