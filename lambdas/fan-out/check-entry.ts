import type { EventEntry } from "../shared/domain/event-entry.ts";
import type { PayloadError } from "../shared/domain/event-type.ts";
import { type EntryError, type Rejection, rejectionFor } from "../shared/domain/rejection.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import { chooseWebhooks, type Choice } from "./choose-webhooks.ts";
import type { EntryBudgets } from "./entry-budgets.ts";
import type { EventTypes, KnownEventType, TenantSubscribers } from "./ports.ts";

/** Whether an event may pass: its type and the webhooks that get it, or why not. */
export type EntryCheck =
  | {
      readonly ok: true;
      readonly type: KnownEventType;
      readonly choice: Choice;
      /** Whether the payload was held against the type's schema to the end. */
      readonly isChecked: boolean;
    }
  | { readonly ok: false; readonly rejection: Rejection };

/** Judges an entry by the config of one of its applications: event type, payload, recipients. */
export async function checkEntry(
  eventTypes: EventTypes,
  entry: EventEntry,
  tenant: Tenant,
  { subscribers, revision }: TenantSubscribers,
  budgets: EntryBudgets,
): Promise<EntryCheck> {
  const type = await eventTypes.find(tenant, entry.type, revision);
  if (type === undefined) {
    const message = `no such event type: ${entry.type}`;
    return refused(rejectionFor("unknown_event_type", "detail-type", message));
  }
  const verdict = budgets.checks.share((budget) => type.check(entry.payloadValue, budget));
  if (verdict !== "unchecked" && verdict.length > 0) {
    return refused({ reason: "invalid_payload", errors: verdict.map(entryErrorOf) });
  }
  const choice = budgets.filters.share((budget) =>
    chooseWebhooks(entry, tenant, subscribers, budget),
  );
  if (choice === undefined) {
    const message = "nothing carries callbacks to this origin";
    return refused(rejectionFor("unknown_callback", "detail.callback_url", message));
  }
  return { ok: true, type, choice, isChecked: verdict !== "unchecked" };
}

function refused(rejection: Rejection): EntryCheck {
  return { ok: false, rejection };
}

function entryErrorOf({ path, message }: PayloadError): EntryError {
  return { field: path === "" ? "detail.payload" : `detail.payload.${path}`, message };
}
