import { type Profile, USUAL, whole } from "./profile.ts";

/** Everything that no document describes, and Ringback's own events. */
export const standard = {
  ...USUAL,
  signature: "standard",
  // What Ringback tells of itself, by eventbridge/operational-events.ts.
  eventTypes: {
    "webhook.gone": whole(
      ["webhook_id"],
      ["delivery_id", "event_id", "event_type", "status_reason", "gone_at"],
    ),
    "delivery.dropped": whole(
      ["webhook_id", "count"],
      ["since", "until", "reasons", "delivery_ids"],
    ),
    "event.rejected": whole(["count"], ["since", "until", "reasons", "event_ids", "places"]),
    "webhook.disabled": whole(["webhook_id"], ["disabled_by", "disabled_at"]),
    "webhook.slow": whole(["webhook_id"], ["slow_since", "slow_until", "turns"]),
    "webhook.down": whole(["webhook_id"], ["down_since"]),
    "webhook.recovered": whole(["webhook_id"], ["recovered_at"]),
    "api-key.created": whole(
      ["key_id"],
      ["name", "role", "prefix", "expires_at", "created_by", "created_at"],
    ),
    "signing-key.rotated": whole(["kid"], ["signs_from", "created_at"]),
    "certificate.expiring": whole(
      ["webhook_id"],
      ["configured_by", "certificate_expires_at", "days_left"],
    ),
  },
} satisfies Profile;
