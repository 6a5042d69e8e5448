import { DEFAULT_TIMEOUT_SECONDS, WEEK_OF_RETRIES, type Profile } from "./profile.ts";

/** REL-IDverify notification callbacks. Retries are "not explicitly documented", so the week of retries holds. */
export const relid: Profile = {
  retry: WEEK_OF_RETRIES,
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  heedsReceiver: true,
  signature: "none",
  eventTypes: ["NOTIFICATION_CALLBACK"],
};
