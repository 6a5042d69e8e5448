import type { standard } from "../profiles/standard.ts";
import type { CatalogueText } from "./catalogue-text.ts";
import { payloadSchema, STRING } from "./schema-parts.ts";

/** The events that Ringback tells of itself (adapters/gone-webhooks.ts). */
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
};
