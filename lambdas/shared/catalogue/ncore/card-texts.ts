import type { ncore } from "../../profiles/ncore.ts";
import { type CatalogueText, objectOf, payloadSchema, STRING } from "../schema-parts.ts";

/**
 * The nCore events of cards and tokens. The document lists no values: status and wallet are open.
 */
export const CARD_TEXTS = {
  CARD_STATUS_CHANGE: {
    description: "The status of a card changed.",
    schema: payloadSchema({
      required: ["event", "card_status_change"],
      properties: {
        event: { const: "CARD_STATUS_CHANGE" },
        card_status_change: {
          type: "object",
          required: ["new_status"],
          properties: {
            card_id: STRING,
            old_status: STRING,
            new_status: STRING,
            status_reason_code: STRING,
            note: objectOf({ category: STRING, description: STRING, extras: { type: "object" } }),
          },
        },
      },
    }),
    example: {
      event: "CARD_STATUS_CHANGE",
      card_status_change: {
        card_id: "eef930c7-6e44-4846-948a-dfd7855484b6",
        old_status: "ACTIVE",
        new_status: "SUSPENDED",
        status_reason_code: "S0",
        note: {
          category: "aaa",
          description: "First time activation",
          extras: {},
        },
      },
    },
  },
  PIN_CHANGE: {
    description: "The PIN of a card changed.",
    schema: payloadSchema({
      required: ["event", "card_id"],
      properties: {
        event: { const: "PIN_CHANGE" },
        user_id: STRING,
        card_id: STRING,
        card_status: STRING,
        card_status_reason: STRING,
        created: STRING,
      },
    }),
    example: {
      event: "PIN_CHANGE",
      user_id: "hkuser282",
      card_id: "77779999999999999212",
      card_status: "ACTIVE",
      card_status_reason: "A0",
      created: "2022-09-27T12:39:51.293Z",
    },
  },
  CARD_PROVISIONING: {
    description: 'A card was provisioned to a wallet. "Only applicable for VISA at the moment."',
    schema: payloadSchema({
      required: ["event", "card_id", "status"],
      properties: {
        event: { const: "CARD_PROVISIONING" },
        user_id: STRING,
        card_id: STRING,
        network: STRING,
        wallet_identifier: STRING,
        token_number: STRING,
        token_type: STRING,
        device_name: STRING,
        device_type: STRING,
        status: STRING,
        created: STRING,
      },
    }),
    example: {
      event: "CARD_PROVISIONING",
      user_id: "055ef899-9650-4700-9497-e71826dd2825",
      card_id: "055ef899-9650-4700-9497-e71826dd2822",
      network: "VISA",
      wallet_identifier: "APPLEPAY",
      token_number: "458965212585236",
      token_type: "SECURE_ELEMENT",
      device_name: "Apple MaxPro 14",
      device_type: "MOBILE_PHONE",
      status: "APPROVED",
      created: "2018-01-02T19:42:32.987Z",
    },
  },
  TOKEN_NOTIFICATION: {
    description: "The token of a card in a wallet changed.",
    schema: payloadSchema({
      required: ["event", "alert_type"],
      properties: {
        event: { const: "TOKEN_NOTIFICATION" },
        alert_type: STRING,
        user_id: STRING,
        card_id: STRING,
        token_info: objectOf({
          id: STRING,
          token_reference_id: STRING,
          old_token_status: STRING,
          new_token_status: STRING,
          token_requestor_id: STRING,
          wallet_provider: STRING,
        }),
        device_info: objectOf({
          device_id: STRING,
          device_type: STRING,
          device_name: STRING,
          device_number: STRING,
        }),
      },
    }),
    example: {
      event: "TOKEN_NOTIFICATION",
      alert_type: "TOKEN_STATUS_UPDATE",
      user_id: "cf2de83b-ac68-441b-bc54-21de60014d57",
      card_id: "145236599",
      token_info: {
        id: "124563289",
        token_reference_id: "56985236",
        old_token_status: "INACTIVE",
        new_token_status: "INACTIVE",
        token_requestor_id: "523658963246",
        wallet_provider: "APPLEPAY",
      },
      device_info: {
        device_id: "124563289",
        device_type: "MOBILE",
        device_name: "apple",
        device_number: "523658963246",
      },
    },
  },
} satisfies Partial<Record<keyof typeof ncore.eventTypes, CatalogueText>>;
