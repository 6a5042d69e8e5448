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
  // What Ringback tells of itself: adapters/gone-webhooks.ts, tally/tally-event.ts.
  eventTypes: {
    "webhook.gone": {
      mandatory: ["webhook_id"],
      selectable: ["delivery_id", "event_id", "event_type", "status_reason", "gone_at"],
      default: "*",
    },
    "delivery.dropped": {
      mandatory: ["webhook_id", "count"],
      selectable: ["since", "until", "reasons", "delivery_ids"],
      default: "*",
    },
    "event.rejected": {
      mandatory: ["count"],
      selectable: ["since", "until", "reasons", "event_ids", "places"],
      default: "*",
    },
  },
} satisfies Profile;
