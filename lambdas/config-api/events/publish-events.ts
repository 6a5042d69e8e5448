import { payloadHashOf } from "../../shared/domain/accepted-event.ts";
import { MAX_PAYLOAD_BYTES } from "../../shared/domain/event-entry.ts";
import { type CheckPayload, MAX_CHECK_STEPS } from "../../shared/domain/event-type.ts";
import { eventIdOf } from "../../shared/domain/identifiers.ts";
import { compactJson } from "../../shared/domain/json-text.ts";
import { nearestName } from "../../shared/domain/nearest-name.ts";
import { queueableJson } from "../../shared/domain/queueable-json.ts";
import { makeStepPool, type StepPool } from "../../shared/domain/step-budget.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { DeliveryReader } from "../deliveries/delivery-reader.ts";
import type { EventTypePorts } from "../event-types/event-type-ports.ts";
import { eventTypeNames, payloadCheckerOf } from "../event-types/known-event-types.ts";
import {
  type FieldError,
  fieldProblem,
  invalidFields,
  problem,
  type Problem,
} from "../http/problem.ts";

/** An event of a request. */
export interface EventInput {
  readonly type: string;
  readonly id?: string | undefined;
  readonly application?: string | undefined;
  readonly applications?: readonly string[] | undefined;
  /** The payload, parsed: for checks only. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The payload as it stands in the body. */
  readonly payloadText: string;
  /** Path of the event in the body: empty, or `events[0].` */
  readonly path: string;
}

/** An event ready for the bus. */
export interface OutgoingEvent {
  readonly type: string;
  /** The producer's id of it. */
  readonly id: string;
  /** Compact JSON text of an object, put into the entry as it stands. */
  readonly payload: string;
  /** How many deliveries in a row brought it about; absent where none did. */
  readonly hops?: number;
  /** The trace that it was published in; absent where none is known. */
  readonly traceparent?: string;
}

/** What brought events about. */
export type EventOrigin = Pick<OutgoingEvent, "hops" | "traceparent">;

/** Whether the bus took all events. `unavailable`: some not, however often they were put. */
type Publication = "published" | "unavailable" | "too_large";

/** Puts events of the API on the bus. */
export interface EventPublisher {
  /** Publishes up to 10 events of one tenant. */
  publish(tenant: Tenant, events: readonly OutgoingEvent[]): Promise<Publication>;
}

/** What publishing needs. */
export interface PublishPorts extends EventTypePorts {
  readonly publisher: EventPublisher;
  readonly deliveries: Pick<DeliveryReader, "event">;
}

/** The ids under which the events can be read, or why none was published. */
export type PublishOutcome =
  | Problem
  | { readonly kind: "published"; readonly ids: readonly string[] };

/**
 * Publishes events of one tenant on the bus, all or (but for a failing bus) none.
 * @param randomId makes the id of an event that has none of its own
 * @param origin what brought them about
 */
export async function publishEvents(
  ports: PublishPorts,
  tenant: Tenant,
  inputs: readonly EventInput[],
  randomId: () => string,
  origin: EventOrigin = {},
): Promise<PublishOutcome> {
  const { publisher, deliveries } = ports;
  const foreign = inputs.flatMap((input) => foreignApplications(input, tenant));
  if (foreign.length > 0) {
    return problem("forbidden", "The API key publishes for its own application only.", {
      errors: foreign,
    });
  }
  const events = inputs.map((input) => ({
    ...input,
    id: input.id ?? `api-${randomId()}`,
    payload: queueableJson(compactJson(input.payloadText)),
  }));
  const invalid = events.flatMap(({ application, applications, payload, path }) => [
    ...doublyAddressed(application, applications, path),
    ...oversized(payload, path),
  ]);
  if (invalid.length > 0) return invalidFields(invalid);
  const failed = await payloadErrors(ports, tenant, inputs);
  if (failed.length > 0) return invalidFields(failed);
  const reused = await reusedIds(deliveries, tenant, events);
  if (reused.length > 0) {
    return problem("id-reused", "An id names an earlier event with another type or payload.", {
      errors: reused,
    });
  }
  const outgoing = events.map(({ type, id, payload }) => ({ type, id, payload, ...origin }));
  const publication = await publisher.publish(tenant, outgoing);
  return publication === "published"
    ? { kind: "published", ids: events.map(({ id }) => eventIdOf(tenant, "producer", id)) }
    : publicationProblem(publication);
}

function publicationProblem(publication: Exclude<Publication, "published">): Problem {
  return publication === "too_large"
    ? fieldProblem("payload", "is too large for the event bus", "publish less at once")
    : problem(
        "unavailable",
        "The event bus did not take every event. Publish them again, with the same ids or idempotency-key.",
        { headers: { "retry-after": "1" } },
      );
}

function foreignApplications(
  { application, applications = [], path }: EventInput,
  tenant: Tenant,
): FieldError[] {
  const isForeign = (id: string) => id !== tenant.application;
  const message = "is not the application of the API key";
  const hint = `leave it out: it is ${tenant.application}`;
  return [
    ...(application !== undefined && isForeign(application)
      ? [{ field: `${path}application`, message, hint }]
      : []),
    ...applications.flatMap((id, index) =>
      isForeign(id) ? [{ field: `${path}applications[${index}]`, message, hint }] : [],
    ),
  ];
}

/**
 * What is wrong with events by their types, each of which is looked up once. All of a request share
 * the steps of one event: what they do not suffice for is left to the fan-out, which checks each
 * event by itself.
 */
async function payloadErrors(
  ports: EventTypePorts,
  tenant: Tenant,
  inputs: readonly EventInput[],
): Promise<FieldError[]> {
  const types = [...new Set(inputs.map(({ type }) => type))];
  const checks = new Map(
    await Promise.all(
      types.map(async (type) => [type, await payloadCheckerOf(ports, tenant, type)] as const),
    ),
  );
  const unknown = types.filter((type) => checks.get(type) === undefined);
  const names = unknown.length === 0 ? [] : await eventTypeNames(ports, tenant);
  const similar = new Map(unknown.map((type) => [type, nearestName(type, names)]));
  const pool = makeStepPool(MAX_CHECK_STEPS, inputs.length);
  return inputs.flatMap((input) => {
    const check = checks.get(input.type);
    return check === undefined
      ? [unknownType(input, similar.get(input.type))]
      : errorsOf(input, check, pool);
  });
}

function unknownType({ path }: EventInput, similar: string | undefined): FieldError {
  const meant = similar === undefined ? "" : `: did you mean ${similar}?`;
  const hint = "use one of GET /event-types, or create it: PUT /event-types/{name}";
  return { field: `${path}type`, message: `is not a known event type${meant}`, hint };
}

/** What is wrong with an event by its type, by fan-out's checks of what comes from the bus. */
function errorsOf(
  { type, payload, path }: EventInput,
  check: CheckPayload,
  pool: StepPool,
): FieldError[] {
  const hint = `see the schema at GET /event-types/${type}`;
  const verdict = pool.share((budget) => check(payload, budget));
  if (verdict === "unchecked") return [];
  return verdict.map((error) => {
    const within = error.path === "" ? "" : `.${error.path}`;
    return { field: `${path}payload${within}`, message: error.message, hint };
  });
}

function doublyAddressed(
  application: string | undefined,
  applications: readonly string[] | undefined,
  path: string,
): FieldError[] {
  if (application === undefined || applications === undefined) return [];
  return [{ field: `${path}applications`, message: "stands beside application", hint: "use one" }];
}

function oversized(payload: string, path: string): FieldError[] {
  if (Buffer.byteLength(payload) <= MAX_PAYLOAD_BYTES) return [];
  const hint = `use at most ${MAX_PAYLOAD_BYTES} bytes of compact JSON`;
  return [{ field: `${path}payload`, message: "is too large", hint }];
}

/** Ids already taken: by an event accepted before, or by one earlier in this request. */
async function reusedIds(
  deliveries: PublishPorts["deliveries"],
  tenant: Tenant,
  events: readonly (OutgoingEvent & { readonly path: string })[],
): Promise<FieldError[]> {
  const accepted = await Promise.all(
    events.map(({ id }) => deliveries.event(eventIdOf(tenant, "producer", id))),
  );
  const known = new Map<string, string>();
  for (const [index, { id }] of events.entries()) {
    const event = accepted[index];
    if (event !== undefined) known.set(id, `${event.type} ${event.payloadHash}`);
  }
  return events.flatMap(({ id, type, payload, path }) => {
    const content = `${type} ${payloadHashOf(payload)}`;
    const isReused = (known.get(id) ?? content) !== content;
    known.set(id, content);
    const hint = "give each event an id of its own";
    return isReused ? [{ field: `${path}id`, message: "names another event", hint }] : [];
  });
}
