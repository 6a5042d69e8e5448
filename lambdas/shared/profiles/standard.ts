import {
  DEFAULT_TIMEOUT_SECONDS,
  SIGNATURE_HEADERS,
  WEEK_OF_RETRIES,
  type Profile,
} from "./profile.ts";

/** Everything that no document describes, and Ringback's own events. */
export const standard = {
  retry: WEEK_OF_RETRIES,
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  heedsReceiver: true,
  signature: "standard",
  signatureHeaders: SIGNATURE_HEADERS,
  // What Ringback tells of itself: adapters/gone-webhooks.ts.
  eventTypes: {
    "webhook.gone": {
      mandatory: ["webhook_id"],
      selectable: ["delivery_id", "event_id", "event_type", "status_reason", "gone_at"],
      default: "*",
    },
  },
} satisfies Profile;
