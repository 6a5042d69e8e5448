import type { ncore } from "../../profiles/ncore.ts";
import type { CatalogueText } from "../catalogue-text.ts";
import { ACCOUNT_TEXTS } from "./account-texts.ts";
import { CARD_TEXTS } from "./card-texts.ts";
import { TRANSACTION_TEXTS } from "./transaction-texts.ts";
import { USER_TEXTS } from "./user-texts.ts";

/** The events of nCore, "Webhooks samples". What the document shows, and does not say, is open. */
export const NCORE_TEXTS: Readonly<Record<keyof typeof ncore.eventTypes, CatalogueText>> = {
  ...ACCOUNT_TEXTS,
  ...CARD_TEXTS,
  ...TRANSACTION_TEXTS,
  ...USER_TEXTS,
};
