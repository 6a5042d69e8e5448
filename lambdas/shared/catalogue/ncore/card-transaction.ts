import type { JsonSchema } from "../../domain/event-type.ts";
import { BOOLEAN, COUNT, each, NUMBER, objectOf, STRING } from "../schema-parts.ts";

/** A fee, as WALLET_CREDIT shows it: its amount is the string "6.0", others are numbers. */
const FEE = objectOf({
  ...each(STRING, "fee_id", "description", "currency"),
  amount: { type: ["string", "number"] },
});

/**
 * `card_transaction` of TRANSACTION and EXPIRED_AUTH: every member that any sample shows, with the
 * type it has there. An event makes no sense without the three that say which transaction it is,
 * and of what kind.
 */
export const CARD_TRANSACTION: JsonSchema = {
  type: "object",
  required: ["id", "message_type", "transaction_type"],
  properties: {
    ...each(STRING, "id", "transaction_timestamp", "network", "message_type", "transaction_type"),
    ...each(STRING, "transfer_type", "transaction_description", "type", "notes", "source_channel"),
    ...each(STRING, "transmission_date_time", "date_time_acquirer", "status_code"),
    ...each(STRING, "status_description", "stan", "rrn", "auth_id_response"),
    ...each(STRING, "network_transaction_id", "auth_expired_at", "auth_expired_by"),
    ...each(STRING, "card_id", "card_first6_digits", "card_last4_digits", "card_expiry_date"),
    ...each(STRING, "card_entry", "pos_environment", "user_id", "sender_user_id"),
    ...each(STRING, "acquirer_id", "merchant_id", "mcc", "merchant_name", "merchant_city"),
    ...each(STRING, "merchant_country", "terminal_id"),
    ...each(STRING, "account_id1", "card_product1", "account_id2", "card_product2"),
    ...each(STRING, "load_id", "unload_id", "transfer_id"),
    ...each(STRING, "transaction_currency", "billing_currency", "billing_currency_account"),
    ...each(NUMBER, "transaction_amount", "billing_amount", "billing_amount_account"),
    ...each(NUMBER, "conversion_rate_billing_account", "acquirer_fee_amount", "fee_amount"),
    // Every sample that has it shows the string "null".
    original_amount_billing: { type: ["string", "number", "null"] },
    // `ing_count` is what the PURCHASE sample has where the others have `clearing_count`: both
    // pass.
    ...each(COUNT, "reversal_count", "clearing_count", "ing_count"),
    ...each(BOOLEAN, "fallback", "pin_present", "moto", "recurring", "installment_transaction"),
    incrementalTransaction: BOOLEAN,
    // "Y" and "YES" in the PURCHASE sample.
    ...each(STRING, "isPreAuth", "isCancelled"),
    // One is empty in its sample, the other is not; both names pass.
    ...each({ type: "array", items: FEE }, "fee_details", "feeDetail"),
    token_details: objectOf({
      ...each(STRING, "wallet_identifier", "token_number", "token_type"),
      device_details: objectOf({ device_type: STRING }),
    }),
  },
};
