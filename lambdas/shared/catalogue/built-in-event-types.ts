import type { EventAttributes, EventType } from "../domain/event-type.ts";
import type { ProfileName } from "../domain/webhook.ts";
import { ncore } from "../profiles/ncore.ts";
import { pawapass } from "../profiles/pawapass.ts";
import { powerauth } from "../profiles/powerauth.ts";
import { relid } from "../profiles/relid.ts";
import { standard } from "../profiles/standard.ts";
import { transactionlink } from "../profiles/transactionlink.ts";
import { ACCOUNT_TEXTS } from "./ncore/account-texts.ts";
import { CARD_TEXTS } from "./ncore/card-texts.ts";
import { TRANSACTION_TEXTS } from "./ncore/transaction-texts.ts";
import { USER_TEXTS } from "./ncore/user-texts.ts";
import { PAWAPASS_TEXTS } from "./pawapass.ts";
import { POWERAUTH_TEXTS } from "./powerauth.ts";
import { RELID_TEXTS } from "./relid.ts";
import { RINGBACK_TEXTS } from "./ringback.ts";
import type { CatalogueText } from "./schema-parts.ts";
import { TRANSACTIONLINK_TEXTS } from "./transactionlink.ts";

/** The events of nCore, "Webhooks samples". What the document shows, and does not say, is open. */
const NCORE_TEXTS: Readonly<Record<keyof typeof ncore.eventTypes, CatalogueText>> = {
  ...ACCOUNT_TEXTS,
  ...CARD_TEXTS,
  ...TRANSACTION_TEXTS,
  ...USER_TEXTS,
};

/** The event types of one system: names and attributes of its profile, texts of the catalogue. */
function eventTypesOf<Name extends string>(
  profile: ProfileName,
  attributes: Readonly<Record<Name, EventAttributes>>,
  texts: Readonly<Record<Name, CatalogueText>>,
): EventType[] {
  return (Object.keys(attributes) as Name[]).map((name) => ({
    name,
    profile,
    description: texts[name].description,
    schema: texts[name].schema,
    example: texts[name].example,
    attributes: attributes[name],
  }));
}

/** Every built-in event type, by name: those of the systems' documents, and Ringback's own. */
export const BUILT_IN_EVENT_TYPES: ReadonlyMap<string, EventType> = new Map(
  [
    ...eventTypesOf("powerauth", powerauth.eventTypes, POWERAUTH_TEXTS),
    ...eventTypesOf("transactionlink", transactionlink.eventTypes, TRANSACTIONLINK_TEXTS),
    ...eventTypesOf("ncore", ncore.eventTypes, NCORE_TEXTS),
    ...eventTypesOf("relid", relid.eventTypes, RELID_TEXTS),
    ...eventTypesOf("pawapass", pawapass.eventTypes, PAWAPASS_TEXTS),
    ...eventTypesOf("standard", standard.eventTypes, RINGBACK_TEXTS),
  ].map((eventType) => [eventType.name, eventType]),
);
