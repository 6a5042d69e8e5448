import { defined } from "./defined.ts";
import { detailErrors, typeErrors } from "./entry-errors.ts";
import type { EventIdSource } from "./identifiers.ts";
import { oddNameIn } from "./json-names.ts";
import { isJsonObject, type JsonObject } from "./json-object.ts";
import { compactJson, memberText } from "./json-text.ts";
import { type Rejection, type RejectReason, rejectionFor } from "./rejection.ts";
import { isEnvironment, type Environment } from "./tenant.ts";
import { readTraceparent, TRACEPARENT_HEADER, traceparentOfXRay } from "./trace-context.ts";

/**
 * Largest payload, as compact JSON in UTF-8: EventBridge's limit for years, receivers expect no
 * more.
 */
export const MAX_PAYLOAD_BYTES = 262_144;
/** Source of the entries made of notifications: only these name where their callback goes. */
export const NOTIFICATIONS_SOURCE = "ringback.notifications";

/** Source of what Ringback tells a tenant of itself. */
export const OPERATIONS_SOURCE = "ringback.operations";

/** Source of the entries that the config API makes of published events: only these count hops. */
export const API_SOURCE = "ringback.api";

/** Begins every source of Ringback's own. */
const OWN_SOURCES = "ringback.";
/** Begins the resource of an entry of the API that names the trace of who published it. */
const TRACE_RESOURCE = `${TRACEPARENT_HEADER}:`;

/** What a producer put on the bus, checked. */
export interface EventEntry {
  readonly type: string;
  readonly applications: readonly string[];
  readonly environment: Environment;
  /** The producer's id of the event, or else the bus's; of a callback its notification's uuid. */
  readonly id: { readonly source: EventIdSource; readonly text: string };
  /**
   * The bus's id of this publication: the same however often it hands it over. Absent where it is
   * the event's own id.
   */
  readonly publication?: string;
  /** Compact JSON text of an object. */
  readonly payload: string;
  /** The same, parsed: for checks only, since numbers lose their text. */
  readonly payloadValue: JsonObject;
  /** Where the callback of a notification goes. */
  readonly callbackUrl?: string;
  /** How many deliveries in a row brought it about; absent where none did. */
  readonly hops?: number;
  /** Whether Ringback tells of itself with it. */
  readonly isOperational?: true;
  /** The trace that its producer was in; absent where none is known. */
  readonly traceparent?: string;
}

/** A checked entry, or why there is none. */
export type EntryReading =
  | { readonly ok: true; readonly entry: EventEntry }
  | ({ readonly ok: false } & Rejection);

/**
 * Reads the envelope in which EventBridge puts an entry: `{"id", "detail-type", "detail": {…}, …}`.
 * @param text the body of a message on the events queue
 * @param traceHeader X-Ray's, of the request that put it on the bus
 */
export function readEventEntry(text: string, traceHeader?: string): EntryReading {
  let envelope: unknown;
  try {
    envelope = JSON.parse(text);
  } catch {
    return rejected("not_json", "", "expected the JSON envelope of an EventBridge event");
  }
  if (!isJsonObject(envelope)) {
    return rejected("malformed", "", "expected the JSON envelope of an EventBridge event");
  }
  const { detail } = envelope;
  if (!isJsonObject(detail)) {
    return rejected("malformed", "detail", "expected a JSON object");
  }
  const isCallback = envelope["source"] === NOTIFICATIONS_SOURCE;
  const isOfApi = envelope["source"] === API_SOURCE;
  const errors = [
    ...typeErrors(envelope["detail-type"]),
    ...detailErrors(detail, isCallback, isOfApi),
    ...(typeof envelope["id"] === "string" || typeof detail["id"] === "string"
      ? []
      : [{ field: "id", message: "expected the id that the bus gives every event" }]),
  ];
  if (errors.length > 0) {
    return { ok: false, reason: "malformed", errors };
  }
  // What is signed and sent has the names as they stand; schemas and filters see what JSON.parse
  // makes of them.
  const odd = oddNameIn(text, envelope);
  if (odd !== undefined) {
    return rejected("malformed", odd.path, odd.message);
  }
  const payload = compactJson(
    memberText(memberText(text, "detail") as string, "payload") as string,
  );
  if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) {
    const message = `expected at most ${MAX_PAYLOAD_BYTES} bytes of compact JSON`;
    return rejected("too_large", "detail.payload", message);
  }
  const traceparent = traceOf(envelope, traceHeader);
  const publication = typeof detail["id"] === "string" ? envelope["id"] : undefined;
  return {
    ok: true,
    entry: {
      type: envelope["detail-type"] as string,
      applications: applicationsOf(detail),
      environment: isEnvironment(detail["environment"]) ? detail["environment"] : "production",
      id:
        typeof detail["id"] === "string"
          ? { source: idSourceOf(envelope["source"]), text: detail["id"] }
          : { source: "bus", text: String(envelope["id"]) },
      payload,
      payloadValue: detail["payload"] as JsonObject,
      ...(isCallback && { callbackUrl: detail["callback_url"] as string }),
      ...(envelope["source"] === OPERATIONS_SOURCE && { isOperational: true }),
      ...(typeof publication === "string" && { publication }),
      ...defined({
        hops: isOfApi ? (detail["hops"] as number | undefined) : undefined,
        traceparent,
      }),
    },
  };
}

/** Whose the ids are that entries of a source give: those of the API are its publishers'. */
function idSourceOf(source: unknown): EventIdSource {
  if (source === NOTIFICATIONS_SOURCE) return "notification";
  return source === OPERATIONS_SOURCE ? "operation" : "producer";
}

/**
 * The resources by which an entry of the API names a trace. Not a field of its detail: a fan-out of
 * a version before refuses what it does not know there, and passes over these.
 */
export function traceResources(traceparent: string): readonly string[] {
  return [`${TRACE_RESOURCE}${traceparent}`];
}

/**
 * The trace of whoever made an event. Ringback's own entries come with the trace of the invocation
 * that put them, which is nobody else's: of those only the API's name one, which they were given.
 */
function traceOf(envelope: JsonObject, traceHeader: string | undefined): string | undefined {
  const { source, resources } = envelope;
  if (source === API_SOURCE) {
    const named: unknown = Array.isArray(resources) ? resources[0] : undefined;
    return typeof named === "string" && named.startsWith(TRACE_RESOURCE)
      ? readTraceparent(named.slice(TRACE_RESOURCE.length))
      : undefined;
  }
  const isOwn = typeof source === "string" && source.startsWith(OWN_SOURCES);
  return isOwn || traceHeader === undefined ? undefined : traceparentOfXRay(traceHeader);
}

function rejected(reason: RejectReason, field: string, message: string): EntryReading {
  return { ok: false, ...rejectionFor(reason, field, message) };
}

function applicationsOf(detail: JsonObject): string[] {
  const { application, applications } = detail;
  return [...new Set((applications ?? [application]) as string[])];
}
