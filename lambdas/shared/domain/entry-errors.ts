import { isHopCount, MAX_HOPS } from "./hops.ts";
import { isJsonObject, type JsonObject } from "./json-object.ts";
import type { EntryError } from "./rejection.ts";
import { APPLICATION_ID, ENVIRONMENTS, isEnvironment } from "./tenant.ts";

/** Applications that one event may address. */
export const MAX_APPLICATIONS = 50;
/** Length of a producer's own event id. */
export const MAX_PRODUCER_ID_LENGTH = 256;
/** What an event type is called: `CARD_STATUS_CHANGE`, `VERIFICATION.STATUS_CHANGE`. */
export const EVENT_TYPE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/u;

/** Unknown fields that a rejection names: with tens of thousands both must fit one message. */
const MOST_UNKNOWN_FIELDS = 10;
const DETAIL_FIELDS = ["application", "applications", "environment", "id", "payload"];
const CALLBACK_FIELDS = [...DETAIL_FIELDS, "callback_url"];
const API_FIELDS = [...DETAIL_FIELDS, "hops"];
/** C0, DEL and C1, and the two line ends of Unicode that are none of these. */
const CONTROL_CHARACTER = /[\p{Cc}\u2028\u2029]/u;

/** What is wrong with the name of an event type. */
export function typeErrors(type: unknown): EntryError[] {
  return typeof type === "string" && EVENT_TYPE_NAME.test(type)
    ? []
    : [
        {
          field: "detail-type",
          message: "expected an event type: a letter or digit, then up to 127 of A-Z a-z 0-9 _ . -",
        },
      ];
}

/**
 * What is wrong with the detail of an entry, the size of its payload aside.
 * @param isCallback whether it is that of a notification, which names its id and where its callback
 *   goes
 * @param isOfApi whether the config API made it, which alone counts hops
 */
export function detailErrors(
  detail: JsonObject,
  isCallback: boolean,
  isOfApi = false,
): EntryError[] {
  const errors: EntryError[] = [];
  const expect = (isMet: boolean, field: string, message: string) => {
    if (!isMet) {
      errors.push({ field: `detail.${field}`, message });
    }
  };
  const { application, applications, environment, id, payload, hops } = detail;
  const ownFields = isOfApi ? API_FIELDS : DETAIL_FIELDS;
  const fields = isCallback ? CALLBACK_FIELDS : ownFields;
  const unknown = Object.keys(detail).filter((field) => !fields.includes(field));
  for (const field of unknown.slice(0, MOST_UNKNOWN_FIELDS)) {
    const known = fields.join(", ");
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
  expect(isJsonObject(payload), "payload", "expected a JSON object");
  expect(
    !isOfApi || hops === undefined || isHopCount(hops),
    "hops",
    `expected a whole number from 1 to ${MAX_HOPS}`,
  );
  if (isCallback) {
    const { callback_url: url } = detail;
    expect(id !== undefined, "id", "expected the uuid of the notification");
    expect(typeof url === "string" && URL.canParse(url), "callback_url", "expected a URL");
  }
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
