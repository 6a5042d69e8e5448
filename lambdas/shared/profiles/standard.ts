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
  // What Ringback tells of itself, by eventbridge/operational-events.ts.
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
    "webhook.disabled": {
      mandatory: ["webhook_id"],
      selectable: ["disabled_by", "disabled_at"],
      default: "*",
    },
    "webhook.slow": {
      mandatory: ["webhook_id"],
      selectable: ["slow_since", "slow_until", "turns"],
      default: "*",
    },
    "webhook.down": {
      mandatory: ["webhook_id"],
      selectable: ["down_since"],
      default: "*",
    },
    "webhook.recovered": {
      mandatory: ["webhook_id"],
      selectable: ["recovered_at"],
      default: "*",
    },
    "api-key.created": {
      mandatory: ["key_id"],
      selectable: ["name", "role", "prefix", "expires_at", "created_by", "created_at"],
      default: "*",
    },
    "signing-key.rotated": {
      mandatory: ["kid"],
      selectable: ["signs_from", "created_at"],
      default: "*",
    },
    "certificate.expiring": {
      mandatory: ["webhook_id"],
      selectable: ["configured_by", "certificate_expires_at", "days_left"],
      default: "*",
    },
  },
} satisfies Profile;
