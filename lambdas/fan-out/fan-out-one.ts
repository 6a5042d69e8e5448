import { type AcceptedEvent, payloadHashOf } from "../shared/domain/accepted-event.ts";
import { defined } from "../shared/domain/defined.ts";
import { type EventEntry, readEventEntry } from "../shared/domain/event-entry.ts";
import {
  type CheckPayload,
  type EventAttributes,
  MAX_CHECK_STEPS,
  type PayloadError,
} from "../shared/domain/event-type.ts";
import { eventIdOf } from "../shared/domain/identifiers.ts";
import { type EntryError, type Rejection, rejectionFor } from "../shared/domain/rejection.ts";
import { makeStepPool, type StepPool } from "../shared/domain/step-budget.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import { isOver } from "../shared/domain/waiting.ts";
import {
  type Choice,
  chooseWebhooks,
  type Subscriber,
  type Subscribers,
  type TenantSubscribers,
} from "./choose-webhooks.ts";
import { makeSendFirst, type SendFirstPorts } from "./first-messages.ts";
import { makeRejectEntry, type RejectPorts } from "./reject-entry.ts";
import type { FanOutReport } from "./report.ts";

/** The events that were accepted. */
export interface AcceptedEvents {
  /** F1: puts an event if absent. @returns what is there now: the given or the earlier event */
  putIfAbsent(event: AcceptedEvent): Promise<AcceptedEvent>;
  find(eventId: string): Promise<AcceptedEvent | undefined>;
}

/** What the fan-out must know of an event type. */
export interface KnownEventType {
  readonly check: CheckPayload;
  /** Of an application's own event type: what travels with the event, for selections. */
  readonly attributes?: EventAttributes;
}

/** The event types: built-in ones, and those of each tenant. */
export interface EventTypes {
  /**
   * @param revision the tenant's: what was remembered of its own event types under another one is
   *   read again
   * @returns `undefined` when there is none of this name
   */
  find(tenant: Tenant, name: string, revision: number): Promise<KnownEventType | undefined>;
}

/** What `makeFanOutOne` needs. */
export interface FanOutPorts extends SendFirstPorts, RejectPorts {
  readonly subscribers: Subscribers;
  readonly eventTypes: EventTypes;
  readonly events: AcceptedEvents;
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
  const rejectEntry = makeRejectEntry(ports);

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
      const rejection = { reason, errors };
      await rejectEntry.whole({ entryText, receivedAtMs: acceptedAtMs, rejection });
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
    await rejectEntry.forSome({ entryText, receivedAtMs: acceptedAtMs }, entry, refusals);
    return "ack"; // F3
  };
}

/**
 * Whether an entry is of the publication that made the event. Only that one sends, as often as it
 * comes: what it has not sent yet it sends when it comes back. Of an event that a version before
 * accepted nobody knows.
 */
function isOfMaker(stored: AcceptedEvent, { publication }: EventEntry): boolean {
  return stored.publication === undefined || stored.publication === publication;
}

/** An event to put, with the webhooks that get it. */
function newEvent(
  entry: EventEntry,
  tenant: Tenant,
  acceptedAtMs: number,
  { attributes }: KnownEventType,
  chosen: readonly Subscriber[],
): AcceptedEvent {
  const { id, publication, type, payload, callbackUrl, hops, traceparent } = entry;
  return {
    ...tenant,
    id: eventIdOf(tenant, id.source, id.text),
    type,
    acceptedAtMs,
    payload,
    payloadHash: payloadHashOf(payload),
    ...defined({ attributes, callbackUrl, hops, traceparent, publication }),
    ...(id.source === "producer" && { producerId: id.text }),
    webhookIds: chosen.map((webhook) => webhook.id),
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

/**
 * Steps of all filters for one event: 0.1 s of a full core. A thousand filters that enter a list of
 * a thousand take half of them.
 */
const MAX_FILTER_STEPS = 4_000_000;
/**
 * What each application of an entry has at least, however many there are and whatever the others
 * take: 10 and 2 ms. All 50 together take 0.6 s of a full core then, and a batch of ten such
 * entries 21 s of the 60 that a function with 512 MB has.
 */
const LEAST_CHECK_STEPS = 500_000;
const LEAST_FILTER_STEPS = 100_000;

/** The steps that one entry's checks may take, shared by the applications it addresses. */
export interface EntryBudgets {
  readonly checks: StepPool;
  readonly filters: StepPool;
}

/** The budgets of an entry for so many applications. */
export function entryBudgets(applications: number): EntryBudgets {
  return {
    checks: makeStepPool(MAX_CHECK_STEPS, applications, LEAST_CHECK_STEPS),
    filters: makeStepPool(MAX_FILTER_STEPS, applications, LEAST_FILTER_STEPS),
  };
}

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
