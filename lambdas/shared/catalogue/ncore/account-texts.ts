import type { ncore } from "../../profiles/ncore.ts";
import { type CatalogueText, NUMBER, payloadSchema, STRING } from "../schema-parts.ts";

/** The nCore events of accounts. The document lists no values: status and charge type are open. */
export const ACCOUNT_TEXTS = {
  CHARGE_APPLIED: {
    description: "A charge was applied to an account.",
    schema: payloadSchema({
      required: ["event", "charge_applied"],
      properties: {
        event: { const: "CHARGE_APPLIED" },
        charge_applied: {
          type: "object",
          required: ["amount", "currency"],
          properties: {
            id: STRING,
            card_id: STRING,
            account_id: STRING,
            charge_id: STRING,
            charge_type: STRING,
            amount: NUMBER,
            currency: STRING,
            description: STRING,
          },
        },
      },
    }),
    example: {
      event: "CHARGE_APPLIED",
      charge_applied: {
        id: "ide20259037739",
        card_id: "3198413a-0083-4dbc-92cf-77f47f1ee23b",
        account_id: "43b1a6d8-6cf2-4abe-ac01-52d5c50753e8",
        charge_id: "irty20259345354",
        charge_type: "PHYSICAL_CARD_ISSUANCE",
        amount: 5,
        currency: "USD",
        description: "ISSUANCE CHARGES - Yearly 2023",
      },
    },
  },
  ACCOUNT_STATUS_CHANGE: {
    description: "The status of an account changed.",
    schema: payloadSchema({
      required: ["event", "account_id", "new_status"],
      properties: {
        event: { const: "ACCOUNT_STATUS_CHANGE" },
        old_status: STRING,
        new_status: STRING,
        account_id: STRING,
        note: STRING,
      },
    }),
    example: {
      event: "ACCOUNT_STATUS_CHANGE",
      old_status: "ACTIVE",
      new_status: "TERMINATED",
      account_id: "0a8735ca-2c2d-4a5f-bfd3-79b20c60ea14",
      note: "Changing the account status from <ACTIVE> to <TERMINATED>.",
    },
  },
} satisfies Partial<Record<keyof typeof ncore.eventTypes, CatalogueText>>;
