import { DEFAULT_TIMEOUT_SECONDS, WEEK_OF_RETRIES, type Profile } from "./profile.ts";

/** pawaPass webhooks: 55 attempts over about a week, every non-2xx answer retried on schedule ("Retries"). */
export const pawapass: Profile = {
  retry: WEEK_OF_RETRIES,
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  heedsReceiver: false,
  signature: "hmac",
  eventTypes: ["VERIFICATION.STATUS_CHANGE", "VERIFICATION.IDENTITY_DOCUMENT_CHANGE"],
};
