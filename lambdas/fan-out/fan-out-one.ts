import type { AcceptedEvent } from "../shared/domain/accepted-event.ts";
import { type EventEntry, readEventEntry } from "../shared/domain/event-entry.ts";
import type { PayloadError } from "../shared/domain/event-type.ts";
import { eventIdOf } from "../shared/domain/identifiers.ts";
import { payloadHashOf } from "../shared/domain/payload-hash.ts";
import { type EntryError, type Rejection, rejectionFor } from "../shared/domain/rejection.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import { isOver } from "../shared/domain/waiting.ts";
import { inGroups } from "../shared/runtime/in-groups.ts";
import { type Choice, chooseWebhooks } from "./choose-webhooks.ts";
import { type EntryBudgets, entryBudgets } from "./entry-budgets.ts";
import { isOfMaker, newEvent, rejectedEvent } from "./entry-events.ts";
import type { KeepRejected, Rejected } from "./keep-rejected.ts";
import type {
  AcceptedEvents,
  EventTypes,
  FanOutReport,
  KnownEventType,
  RejectedEntries,
  RejectedEvent,
  Subscriber,
  Subscribers,
  TenantSubscribers,
} from "./ports.ts";
import { makeSendFirst, type SendFirstPorts } from "./send-first.ts";

/**
 * Applications of one entry that it is rejected for at once: each may be waited for, by seconds
 * where a table throttles, and holds the text of the entry.
 */
const REJECTED_AT_ONCE = 10;

/** What `makeFanOutOne` needs. */
export interface FanOutPorts extends SendFirstPorts {
  readonly subscribers: Subscribers;
  readonly eventTypes: EventTypes;
  readonly events: AcceptedEvents;
  readonly rejected: RejectedEntries;
  readonly keepRejected: KeepRejected;
  readonly report: FanOutReport;
  /**
   * Whether the trace of a producer goes on to the receivers.
   * @default - it does not
   */
  readonly carriesTraces?: boolean;
}

/**
 * F of the delivery protocol for one entry of the bus: F1 put the event if absent, F2 one message a
 * webhook, or in slices, F3 ack (by returning). Throws on infrastructure faults only: the entry
 * comes back, and everything done so far is recognised.
 * @param entryText the envelope that EventBridge made
 * @param acceptedAtMs when the bus handed it over
 * @param traceHeader X-Ray's, of the request that put it on the bus
 */
export function makeFanOutOne(
  ports: FanOutPorts,
): (entryText: string, acceptedAtMs: number, traceHeader?: string) => Promise<"ack"> {
  const { subscribers, eventTypes, events, report, carriesTraces = false } = ports;
  const sendFirst = makeSendFirst(ports);

  /** Kept first: an entry back after a crash is recognised there; the queue takes it twice. */
  async function reject(rejected: Rejected, event?: RejectedEvent): Promise<void> {
    const { entryText, rejection } = rejected;
    const keeping = await ports.keepRejected(rejected);
    await ports.rejected.put(entryText, rejection, event);
    report.rejected(rejection, keeping, event);
  }

  /** One event of one application; a value says why it was not accepted. */
  async function accept(
    entry: EventEntry,
    tenant: Tenant,
    acceptedAtMs: number,
    budgets: EntryBudgets,
  ): Promise<Rejection | undefined> {
    const known = await subscribers.of(tenant);
    if (known === undefined) {
      // Of what Ringback tells of itself, nobody is left to be told: the application was deleted
      // meanwhile.
      if (entry.isOperational === true) return undefined;
      return rejectionFor("unknown_application", "detail.application", "no such application");
    }
    const checked = await checkEntry(eventTypes, entry, tenant, known, budgets);
    if (checked.ok) {
      const event = newEvent(entry, tenant, acceptedAtMs, checked.type, checked.choice.chosen);
      reportUnchecked(event, checked);
      return pass(event, entry, known.subscribers);
    }
    // Configuration may have changed between a fan-out that died and this one: what was accepted
    // stays accepted.
    const stored = await events.find(eventIdOf(tenant, entry.id.source, entry.id.text));
    return stored?.type === entry.type && stored.payloadHash === payloadHashOf(entry.payload)
      ? sendAll(stored, entry, acceptedAtMs, known.subscribers)
      : checked.rejection;
  }

  function reportUnchecked(
    { id, type, application, environment }: AcceptedEvent,
    { isChecked, choice: { unfiltered } }: Extract<EntryCheck, { ok: true }>,
  ): void {
    if (isChecked && unfiltered.length === 0) return;
    const which = { application, environment, eventId: id, eventType: type };
    report.unchecked({ ...which, schema: !isChecked, webhookIds: unfiltered });
  }

  /** F1 for an event that may pass; the same id again is the same event, or refused. */
  async function pass(
    event: AcceptedEvent,
    entry: EventEntry,
    known: readonly Subscriber[],
  ): Promise<Rejection | undefined> {
    const stored = await events.putIfAbsent(event);
    if (stored.payloadHash !== event.payloadHash || stored.type !== event.type) {
      const message = "this id names an earlier event with another type or payload";
      return rejectionFor("id_reused", "detail.id", message);
    }
    return sendAll(stored, entry, event.acceptedAtMs, known); // F2
  }

  /**
   * F2 for each webhook that the first fan-out chose, unless another publication made the event.
   */
  async function sendAll(
    stored: AcceptedEvent,
    entry: EventEntry,
    nowMs: number,
    known: readonly Subscriber[],
  ): Promise<undefined> {
    if (!isOfMaker(stored, entry)) {
      return; // Published again: the message of the first publication is there until all of this is done.
    }
    if (isOver(stored.acceptedAtMs, nowMs)) {
      return; // It comes again after all this time; records that would say so may be gone.
    }
    await sendFirst(stored, known, entry.applications.length);
    report.accepted(stored, stored.webhookIds.length);
  }

  return async (entryText, acceptedAtMs, traceHeader) => {
    const reading = readEventEntry(entryText, carriesTraces ? traceHeader : undefined);
    if (!reading.ok) {
      const { reason, errors } = reading;
      await reject({ entryText, rejection: { reason, errors }, receivedAtMs: acceptedAtMs });
      return "ack";
    }
    const { entry } = reading;
    const { applications, environment } = entry;
    const budgets = entryBudgets(applications.length);
    const rejections = await Promise.all(
      applications.map((application) =>
        accept(entry, { application, environment }, acceptedAtMs, budgets),
      ),
    );
    const refusals = applications.flatMap((application, index) => {
      const rejection = rejections[index];
      return rejection === undefined ? [] : [{ application, rejection }];
    });
    await inGroups(refusals, REJECTED_AT_ONCE, ({ application, rejection }) => {
      const addressee = { application, environment };
      const named = naming(rejection, application);
      return reject(
        { entryText, rejection: named, receivedAtMs: acceptedAtMs, addressee },
        rejectedEvent(entry, addressee, rejection),
      );
    });
    return "ack"; // F3
  };
}

/** The same rejection, saying which of the addressed applications it is about. */
function naming({ reason, errors }: Rejection, application: string): Rejection {
  return {
    reason,
    errors: errors.map(({ field, message }) => ({ field, message: `${message} (${application})` })),
  };
}

/** Whether an event may pass: its type and the webhooks that get it, or why not. */
type EntryCheck =
  | {
      readonly ok: true;
      readonly type: KnownEventType;
      readonly choice: Choice;
      /** Whether the payload was held against the type's schema to the end. */
      readonly isChecked: boolean;
    }
  | { readonly ok: false; readonly rejection: Rejection };

/** Judges an entry by the config of one of its applications: event type, payload, recipients. */
async function checkEntry(
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
