import type { standard } from "../profiles/standard.ts";
import { type CatalogueText, COUNT, each, payloadSchema, STRING } from "./schema-parts.ts";

/** How often each reason was given. */
const COUNTS = { type: "object", additionalProperties: COUNT } as const;
const STRINGS = { type: "array", items: STRING } as const;

/** The events that Ringback tells of itself (eventbridge/operational-events.ts). */
export const RINGBACK_TEXTS: Readonly<Record<keyof typeof standard.eventTypes, CatalogueText>> = {
  "webhook.gone": {
    description:
      "The receiver of a webhook answered 410 Gone. The webhook gets nothing any more until it is enabled again.",
    schema: payloadSchema({
      properties: {
        webhook_id: STRING,
        delivery_id: STRING,
        event_id: STRING,
        event_type: STRING,
        status_reason: STRING,
        gone_at: STRING,
      },
    }),
    example: {
      webhook_id: "wh_0123456789abcdefghijkl",
      delivery_id: "dlv_0123456789abcdefghijkl_0123456789abcdefghijkl",
      event_id: "evt_0123456789abcdefghijkl",
      event_type: "CARD_STATUS_CHANGE",
      status_reason:
        "the receiver answered 410 Gone to dlv_0123456789abcdefghijkl_0123456789abcdefghijkl",
      gone_at: "2026-01-31T12:00:00.000Z",
    },
  },
  "delivery.dropped": {
    description:
      "Deliveries to a webhook were given up: how many in a minute, why, and the ids of up to ten of the first. Deliveries of Ringback's own events are not told of.",
    schema: payloadSchema({
      properties: {
        webhook_id: STRING,
        since: STRING,
        until: STRING,
        count: COUNT,
        reasons: COUNTS,
        delivery_ids: STRINGS,
      },
    }),
    example: {
      webhook_id: "wh_0123456789abcdefghijkl",
      since: "2026-01-31T12:00:00.000Z",
      until: "2026-01-31T12:01:00.000Z",
      count: 1,
      reasons: { attempts_spent: 1 },
      delivery_ids: ["dlv_0123456789abcdefghijkl_0123456789abcdefghijkl"],
    },
  },
  "event.rejected": {
    description:
      "Events of the application were rejected: how many in a minute, why, and the ids of up to ten of the first, and up to ten places where they did not fit.",
    schema: payloadSchema({
      properties: {
        since: STRING,
        until: STRING,
        count: COUNT,
        reasons: COUNTS,
        event_ids: STRINGS,
        places: STRINGS,
      },
    }),
    example: {
      since: "2026-01-31T12:00:00.000Z",
      until: "2026-01-31T12:01:00.000Z",
      count: 12,
      reasons: { invalid_payload: 11, unknown_event_type: 1 },
      event_ids: ["evt_0123456789abcdefghijkl"],
      places: ["detail-type", "detail.payload.status"],
    },
  },
  "webhook.disabled": {
    description:
      "A webhook was paused through the API: its deliveries wait, at most 28 days. `disabled_by` is the id of the API key or portal link that did it.",
    schema: payloadSchema({
      properties: each(STRING, "webhook_id", "disabled_by", "disabled_at"),
    }),
    example: {
      webhook_id: "wh_0123456789abcdefghijkl",
      disabled_by: "key_0123456789ab",
      disabled_at: "2026-01-31T12:00:00.000Z",
    },
  },
  "webhook.slow": {
    description:
      "The receiver of a webhook takes its time: it gets requests beside other slow ones, until three in a row ended within a second, `slow_until` at the earliest. `turns` is how often that came about within a day of the last time. Nothing is lost.",
    schema: payloadSchema({
      properties: { ...each(STRING, "webhook_id", "slow_since", "slow_until"), turns: COUNT },
    }),
    example: {
      webhook_id: "wh_0123456789abcdefghijkl",
      slow_since: "2026-01-31T12:00:00.000Z",
      slow_until: "2026-01-31T12:00:10.000Z",
      turns: 1,
    },
  },
  "webhook.down": {
    description:
      "The receiver of a webhook failed for minutes, every time: until it answers, what is due waits, and only a probe is sent now and then. What waits is sent when it answers, or dropped when its schedule is over.",
    schema: payloadSchema({
      properties: each(STRING, "webhook_id", "down_since"),
    }),
    example: {
      webhook_id: "wh_0123456789abcdefghijkl",
      down_since: "2026-01-31T12:00:00.000Z",
    },
  },
  "webhook.recovered": {
    description:
      "The receiver of a webhook that was down answered, or its webhook was changed: what waits for it is sent now, slowly at first.",
    schema: payloadSchema({
      properties: each(STRING, "webhook_id", "recovered_at"),
    }),
    example: {
      webhook_id: "wh_0123456789abcdefghijkl",
      recovered_at: "2026-01-31T13:30:00.000Z",
    },
  },
  "api-key.created": {
    description:
      "An API key was made for this application and environment. `created_by` is the id of the API key that made it, or `operator`. The key itself is not in it.",
    schema: payloadSchema({
      required: ["key_id", "name", "role", "prefix", "created_by", "created_at"],
      properties: {
        ...each(STRING, "key_id", "name", "role", "prefix", "expires_at"),
        ...each(STRING, "created_by", "created_at"),
      },
    }),
    example: {
      key_id: "key_0123456789ab",
      name: "Deployment",
      role: "manager",
      prefix: "rbk_acme_production_0123456789ab",
      created_by: "operator",
      created_at: "2026-01-31T12:00:00.000Z",
    },
  },
  "signing-key.rotated": {
    description:
      "A new key pair was made that signs JWS in place of the present one, from `signs_from` on. Its public half can be read already, by its `kid`.",
    schema: payloadSchema({
      properties: each(STRING, "kid", "signs_from", "created_at"),
    }),
    example: {
      kid: "3f0a1b2c-4d5e-4f60-8a7b-9c0d1e2f3a4b",
      signs_from: "2026-02-01T00:00:00.000Z",
      created_at: "2026-01-31T00:10:00.000Z",
    },
  },
  "certificate.expiring": {
    description:
      "The client certificate of a webhook ends within 30 days, or has ended: `days_left` is negative then. Told once a day. `configured_by` is `webhook`, or `callback_config` for that of the application.",
    schema: payloadSchema({
      properties: {
        ...each(STRING, "webhook_id", "configured_by", "certificate_expires_at"),
        days_left: { type: "integer" },
      },
    }),
    example: {
      webhook_id: "wh_0123456789abcdefghijkl",
      configured_by: "webhook",
      certificate_expires_at: "2026-02-14T23:59:59.000Z",
      days_left: 14,
    },
  },
};
