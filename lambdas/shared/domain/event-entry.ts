import { compactJson, memberText } from "./json-text.ts";
import { APPLICATION_ID, ENVIRONMENTS, isEnvironment, type Environment } from "./tenant.ts";

/** Largest payload, as compact JSON in UTF-8. EventBridge's own limit was 256 KB for years, and receivers expect no more. */
export const MAX_PAYLOAD_BYTES = 262_144;
/** Applications that one event may address. */
export const MAX_APPLICATIONS = 50;
/** Length of a producer's own event id. */
export const MAX_PRODUCER_ID_LENGTH = 256;
/** What an event type is called: `CARD_STATUS_CHANGE`, `VERIFICATION.STATUS_CHANGE`. */
export const EVENT_TYPE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/u;

/** Unknown fields that a rejection names: an entry may have tens of thousands, and both must fit one message. */
const MOST_UNKNOWN_FIELDS = 10;
const DETAIL_FIELDS = new Set(["application", "applications", "environment", "id", "payload"]);
/** C0, DEL and C1, and the two line ends of Unicode that are none of these. */
const CONTROL_CHARACTER = /[\p{Cc}\u2028\u2029]/u;

/** What a producer put on the bus, checked. */
export interface EventEntry {
  readonly type: string;
  readonly applications: readonly string[];
  readonly environment: Environment;
  /** The producer's own id of the event, or else the bus's. */
  readonly id: { readonly source: "producer" | "bus"; readonly text: string };
  /** Compact JSON text of an object. */
  readonly payload: string;
}

/** What is wrong with one field: its path, and what was expected there. Never the value: it may be a secret. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** Why an entry, or an event of one of its applications, was rejected. */
export type RejectReason =
  | "not_json"
  | "malformed"
  | "too_large"
  | "unknown_application"
  | "id_reused";

/** An entry that cannot become an event. */
export interface Rejection {
  readonly reason: RejectReason;
  readonly errors: readonly FieldError[];
}

/** A checked entry, or why there is none. */
export type EntryReading =
  | { readonly ok: true; readonly entry: EventEntry }
  | ({ readonly ok: false } & Rejection);

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads the envelope in which EventBridge puts an entry: `{"id", "detail-type", "detail": {…}, …}`.
 * @param text the body of a message on the events queue
 */
export function readEventEntry(text: string): EntryReading {
  let envelope: unknown;
  try {
    envelope = JSON.parse(text);
  } catch {
    return rejected("not_json", "", "expected the JSON envelope of an EventBridge event");
  }
  if (!isObject(envelope)) {
    return rejected("malformed", "", "expected the JSON envelope of an EventBridge event");
  }
  const { detail } = envelope;
  if (!isObject(detail)) {
    return rejected("malformed", "detail", "expected a JSON object");
  }
  const errors = [
    ...typeErrors(envelope["detail-type"]),
    ...detailErrors(detail),
    ...(typeof envelope["id"] === "string" || typeof detail["id"] === "string"
      ? []
      : [{ field: "id", message: "expected the id that the bus gives every event" }]),
  ];
  if (errors.length > 0) {
    return { ok: false, reason: "malformed", errors };
  }
  const payload = compactJson(
    memberText(memberText(text, "detail") as string, "payload") as string,
  );
  if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) {
    const message = `expected at most ${MAX_PAYLOAD_BYTES} bytes of compact JSON`;
    return rejected("too_large", "detail.payload", message);
  }
  return {
    ok: true,
    entry: {
      type: envelope["detail-type"] as string,
      applications: applicationsOf(detail),
      environment: isEnvironment(detail["environment"]) ? detail["environment"] : "production",
      id:
        typeof detail["id"] === "string"
          ? { source: "producer", text: detail["id"] }
          : { source: "bus", text: String(envelope["id"]) },
      payload,
    },
  };
}

function rejected(reason: RejectReason, field: string, message: string): EntryReading {
  return { ok: false, reason, errors: [{ field, message }] };
}

function typeErrors(type: unknown): FieldError[] {
  return typeof type === "string" && EVENT_TYPE_NAME.test(type)
    ? []
    : [
        {
          field: "detail-type",
          message: "expected an event type: a letter or digit, then up to 127 of A-Z a-z 0-9 _ . -",
        },
      ];
}

function applicationsOf(detail: JsonObject): string[] {
  const { application, applications } = detail;
  return [...new Set((applications ?? [application]) as string[])];
}

function detailErrors(detail: JsonObject): FieldError[] {
  const errors: FieldError[] = [];
  const expect = (isMet: boolean, field: string, message: string) => {
    if (!isMet) {
      errors.push({ field: `detail.${field}`, message });
    }
  };
  const { application, applications, environment, id, payload } = detail;
  const unknown = Object.keys(detail).filter((field) => !DETAIL_FIELDS.has(field));
  for (const field of unknown.slice(0, MOST_UNKNOWN_FIELDS)) {
    const known = [...DETAIL_FIELDS].join(", ");
    expect(false, field.slice(0, 64), `unknown field; known are ${known}`);
  }
  expect(
    (application === undefined) !== (applications === undefined),
    "application",
    "expected either application or applications",
  );
  expect(
    application === undefined || isApplicationId(application),
    "application",
    "expected an application id",
  );
  expect(
    applications === undefined || isApplicationList(applications),
    "applications",
    `expected an array of 1 to ${MAX_APPLICATIONS} application ids`,
  );
  expect(
    environment === undefined || isEnvironment(environment),
    "environment",
    `expected one of ${ENVIRONMENTS.join(", ")}`,
  );
  expect(
    id === undefined || isProducerId(id),
    "id",
    `expected 1 to ${MAX_PRODUCER_ID_LENGTH} characters without control characters`,
  );
  expect(isObject(payload), "payload", "expected a JSON object");
  return errors;
}

function isApplicationId(value: unknown): boolean {
  return typeof value === "string" && APPLICATION_ID.test(value);
}

function isApplicationList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= MAX_APPLICATIONS &&
    value.every((item) => isApplicationId(item))
  );
}

/** Whether a text may be a producer's own event id. */
export function isProducerId(value: unknown): boolean {
  return (
    typeof value === "string" &&
    value.length > 0 &&
    value.length <= MAX_PRODUCER_ID_LENGTH &&
    value.isWellFormed() && // DynamoDB refuses a request with half a surrogate pair, other events of the batch included
    !CONTROL_CHARACTER.test(value)
  );
}
