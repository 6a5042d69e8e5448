import { DEFAULT_TIMEOUT_SECONDS, WEEK_OF_RETRIES, type Profile } from "./profile.ts";

/** PowerAuth Cloud, Callback API. Its document names no schedule, so the week of retries holds. */
export const powerauth: Profile = {
  retry: WEEK_OF_RETRIES,
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  heedsReceiver: true,
  signature: "none",
  eventTypes: ["OPERATION_STATUS_CHANGE", "REGISTRATION_STATUS_CHANGE"],
};
