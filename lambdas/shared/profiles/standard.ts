import { DEFAULT_TIMEOUT_SECONDS, WEEK_OF_RETRIES, type Profile } from "./profile.ts";

/** Everything that no document describes. */
export const standard: Profile = {
  retry: WEEK_OF_RETRIES,
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  heedsReceiver: true,
  signature: "standard",
  eventTypes: [],
};
