import type { EventEntry } from "../shared/domain/event-entry.ts";
import type { PayloadError } from "../shared/domain/event-type.ts";
import { type EntryError, type Rejection, rejectionFor } from "../shared/domain/rejection.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import { chooseWebhooks } from "./choose-webhooks.ts";
import type { EventTypes, KnownEventType, Listener, TenantListeners } from "./ports.ts";

/** Whether an event may pass: its type and the webhooks that get it, or why not. */
export type Judgement =
  | { readonly ok: true; readonly type: KnownEventType; readonly chosen: readonly Listener[] }
  | { readonly ok: false; readonly rejection: Rejection };

/** Judges an entry for one of its applications, by the configuration of that: event type, payload, and who gets it. */
export async function judgeEntry(
  eventTypes: EventTypes,
  entry: EventEntry,
  tenant: Tenant,
  { listeners, revision }: TenantListeners,
): Promise<Judgement> {
  const type = await eventTypes.find(tenant, entry.type, revision);
  if (type === undefined) {
    return refused(rejectionFor("unknown_event_type", "detail-type", "no such event type"));
  }
  const errors = type.check(entry.payloadValue);
  if (errors.length > 0) {
    return refused({ reason: "invalid_payload", errors: errors.map(entryErrorOf) });
  }
  const chosen = chooseWebhooks(entry, tenant, listeners);
  if (chosen === undefined) {
    const message = "nothing carries callbacks to this origin";
    return refused(rejectionFor("unknown_callback", "detail.callback_url", message));
  }
  return { ok: true, type, chosen };
}

function refused(rejection: Rejection): Judgement {
  return { ok: false, rejection };
}

function entryErrorOf({ path, message }: PayloadError): EntryError {
  return { field: path === "" ? "detail.payload" : `detail.payload.${path}`, message };
}
