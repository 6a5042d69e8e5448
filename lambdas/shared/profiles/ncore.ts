import { DEFAULT_TIMEOUT_SECONDS, WEEK_OF_RETRIES, type Profile } from "./profile.ts";

/** nCore webhooks. Their document names no schedule, so the week of retries holds. */
export const ncore: Profile = {
  retry: WEEK_OF_RETRIES,
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  heedsReceiver: true,
};
