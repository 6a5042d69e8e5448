import type { relid } from "../profiles/relid.ts";
import { BOOLEAN, type CatalogueText, payloadSchema, STRING, when } from "./schema-parts.ts";

/** UTC in RFC 3339, as the sample has it; fractions of a second pass. */
const TIMESTAMP = {
  type: "string",
  pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$",
} as const;

/** "Field Descriptions" of REL-IDverify's notification callback. */
const NOTIFICATION_SCHEMA = payloadSchema({
  required: [
    "user_id",
    "notification_uuid",
    "response_code",
    "status",
    "delivery_status",
    "action_response",
    "is_ds_verified",
    "msg_id",
    "verification_mode",
    "original_verification_mode",
    "create_ts",
    "update_ts",
    "expiry_timestamp",
  ],
  properties: {
    user_id: STRING,
    notification_uuid: STRING,
    response_code: { enum: [0, 1], description: "0 for success, 1 for error." },
    error_code: {
      type: ["string", "integer"],
      description: "Only when response_code is 1; the document names no type.",
    },
    status: {
      enum: ["UPDATED", "EXPIRED"],
      description: "UPDATED: the user acted. EXPIRED: no action.",
    },
    delivery_status: { enum: ["NOTIFIED", "PARTIALLY_NOTIFIED", "FAILED_TO_NOTIFY", "NONE"] },
    action_response: { ...STRING, description: "Label of the action, or NONE." },
    is_ds_verified: BOOLEAN,
    msg_id: STRING,
    verification_mode: { ...STRING, description: "Typically REL-ID." },
    original_verification_mode: STRING,
    create_ts: TIMESTAMP,
    update_ts: { ...TIMESTAMP, description: "When the user acted; on expiry, when that was." },
    expiry_timestamp: TIMESTAMP,
    client_ip_address: { ...STRING, description: "Only when status is UPDATED." },
  },
  rules: {
    allOf: [
      when({ response_code: { const: 0 } }, { properties: { error_code: false } }),
      when(
        { status: { const: "EXPIRED" } },
        { properties: { action_response: { const: "NONE" }, client_ip_address: false } },
      ),
    ],
  },
});

/** The callback of REL-IDverify. Its document names no event type; the name is that of its page. */
export const RELID_TEXTS: Readonly<Record<keyof typeof relid.eventTypes, CatalogueText>> = {
  NOTIFICATION_CALLBACK: {
    description:
      "A user acted on a TWO-WAY notification, or it expired without any action. Recognise repeats by notification_uuid.",
    schema: NOTIFICATION_SCHEMA,
    example: {
      user_id: "testuser",
      notification_uuid: "03f67f9e-ec4f-11e6-b006-92361f002671",
      response_code: 0,
      status: "UPDATED",
      delivery_status: "NOTIFIED",
      action_response: "Approved",
      is_ds_verified: true,
      msg_id: "1234567890",
      verification_mode: "REL-ID",
      original_verification_mode: "REL-ID",
      create_ts: "2024-10-11T13:00:00Z",
      update_ts: "2024-10-11T13:00:15Z",
      expiry_timestamp: "2024-10-11T13:03:00Z",
      client_ip_address: "192.168.1.2",
    },
  },
};
