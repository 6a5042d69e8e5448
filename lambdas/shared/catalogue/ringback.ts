import type { standard } from "../profiles/standard.ts";
import type { CatalogueText } from "./catalogue-text.ts";
import { COUNT, payloadSchema, STRING } from "./schema-parts.ts";

/** How often each reason was given. */
const COUNTS = { type: "object", additionalProperties: COUNT } as const;
const STRINGS = { type: "array", items: STRING } as const;

/** The events that Ringback tells of itself (adapters/gone-webhooks.ts, tally/tally-event.ts). */
export const RINGBACK_TEXTS: Readonly<Record<keyof typeof standard.eventTypes, CatalogueText>> = {
  "webhook.gone": {
    description:
      "The receiver of a webhook answered 410 Gone. The webhook gets nothing any more until it is enabled again.",
    schema: payloadSchema({
      required: ["webhook_id", "delivery_id", "event_id", "event_type", "status_reason", "gone_at"],
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
      required: ["webhook_id", "since", "until", "count", "reasons", "delivery_ids"],
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
      required: ["since", "until", "count", "reasons", "event_ids", "places"],
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
};
