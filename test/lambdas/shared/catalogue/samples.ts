import { Validator } from "@cfworker/json-schema";

import { BUILT_IN_EVENT_TYPES } from "../../../../lambdas/shared/catalogue/built-in-event-types.ts";
import { validators } from "../../../../lambdas/shared/catalogue/compiled/validators.js";
import type { EventType } from "../../../../lambdas/shared/domain/event-type.ts";
import { vector } from "../../../support/vector.ts";

/** A sample of a document: its file in test/vectors without `.json`. */
interface Sample {
  readonly type: string;
  readonly file: string;
  /**
   * Why there is a corrected one: the printed text is no JSON, or JSON with placeholders that the
   * schema refuses.
   */
  readonly flaw?: "no JSON" | "placeholders";
}

/**
 * Every notification that one of the documents shows. pawaPass shows none: its two are put together
 * from its tables.
 */
export const SAMPLES: readonly Sample[] = [
  {
    type: "OPERATION_STATUS_CHANGE",
    file: "powerauth/operation-status-change",
    flaw: "placeholders",
  },
  {
    type: "REGISTRATION_STATUS_CHANGE",
    file: "powerauth/registration-status-change",
    flaw: "placeholders",
  },
  { type: "WORKFLOW_COMPLETED", file: "transactionlink/workflow-completed", flaw: "placeholders" },
  { type: "CARD_STATUS_CHANGE", file: "ncore/card-status-change" },
  { type: "TRANSACTION", file: "ncore/transaction.purchase" },
  { type: "TRANSACTION", file: "ncore/transaction.balance-inquiry" },
  { type: "TRANSACTION", file: "ncore/transaction.wallet-credit", flaw: "no JSON" },
  { type: "TRANSACTION", file: "ncore/transaction.wallet-debit", flaw: "no JSON" },
  { type: "TRANSACTION", file: "ncore/transaction.wallet-transfer", flaw: "no JSON" },
  { type: "KYC_RESULT", file: "ncore/kyc-result.submitted" },
  { type: "KYC_RESULT", file: "ncore/kyc-result.inconclusive" },
  { type: "KYC_RESULT", file: "ncore/kyc-result.pass" },
  { type: "USER_CREATED", file: "ncore/user-created" },
  { type: "USER_STATUS_CHANGE", file: "ncore/user-status-change" },
  { type: "USER_DOCUMENT_ALERT", file: "ncore/user-document-alert.near-expiry" },
  { type: "USER_DOCUMENT_ALERT", file: "ncore/user-document-alert.expired" },
  { type: "IDENTITY_VERIFICATION", file: "ncore/identity-verification.created" },
  { type: "IDENTITY_VERIFICATION", file: "ncore/identity-verification.updated" },
  { type: "PIN_CHANGE", file: "ncore/pin-change" },
  { type: "EXPIRED_AUTH", file: "ncore/expired-auth" },
  { type: "CHARGE_APPLIED", file: "ncore/charge-applied", flaw: "no JSON" },
  { type: "ACCOUNT_STATUS_CHANGE", file: "ncore/account-status-change" },
  { type: "CARD_PROVISIONING", file: "ncore/card-provisioning" },
  { type: "TOKEN_NOTIFICATION", file: "ncore/token-notification" },
  { type: "NOTIFICATION_CALLBACK", file: "relid/notification-callback" },
  { type: "VERIFICATION.STATUS_CHANGE", file: "pawapass/verification-status-change.composed" },
  {
    type: "VERIFICATION.IDENTITY_DOCUMENT_CHANGE",
    file: "pawapass/verification-identity-document-change.composed",
  },
];

/** The text to send for a sample: as printed, or corrected where that cannot be. */
export function sampleText({ file, flaw }: Sample): string {
  return vector(flaw === undefined ? `${file}.json` : `${file}.corrected.json`);
}

/** The payload that is valid under its type: the sample, or its correction. */
export function samplePayload(sample: Sample): Record<string, unknown> {
  return JSON.parse(sampleText(sample)) as Record<string, unknown>;
}

/** An event type that must be there. */
export function builtIn(name: string): EventType {
  const eventType = BUILT_IN_EVENT_TYPES.get(name);
  if (eventType === undefined) throw new Error(`no event type ${name}`);
  return eventType;
}

const interpreters = new Map<string, Validator>();

/** What the compiled and the interpreting validator say of a payload. */
export function verdicts(type: string, payload: unknown): { compiled: boolean; read: boolean } {
  let interpreter = interpreters.get(type);
  if (interpreter === undefined) {
    interpreter = new Validator(builtIn(type).schema, "2020-12", false);
    interpreters.set(type, interpreter);
  }
  return {
    compiled: validators[type]?.(payload) === true,
    read: interpreter.validate(payload).valid,
  };
}

/** Both say yes. */
export const ACCEPTED = { compiled: true, read: true };

/** Both say no. */
export const REFUSED = { compiled: false, read: false };

/**
 * A copy in which the member at `path` (`card_transaction.id`) has another value, or is left out.
 */
export function changed(
  payload: Readonly<Record<string, unknown>>,
  path: string,
  value: unknown,
): Record<string, unknown> {
  const copy = structuredClone(payload) as Record<string, unknown>;
  const names = path.split(".");
  const last = names.pop() ?? "";
  let parent = copy;
  for (const name of names) parent = parent[name] as Record<string, unknown>;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}
