import * as z from "zod";

import { EVENT_TYPE_NAME } from "../../shared/domain/entry-errors.ts";
import { APPLICATION_ID, ENVIRONMENTS } from "../../shared/domain/tenant.ts";

/** What webhook ids look like. */
export const WEBHOOK_ID = /^wh_[0-9A-Za-z]{22}$/u;
/** What event ids look like. */
export const EVENT_ID = /^evt_[0-9A-Za-z]{22}$/u;
/** What delivery ids look like. */
export const DELIVERY_ID = /^dlv_[0-9A-Za-z]{22}_[0-9A-Za-z]{22}$/u;

// Control characters (C0, DEL, C1) and line separators: nothing that a name, a header or a log line
// should hold.
// oxlint-disable-next-line no-control-regex -- not every client's language reads \p{Cc}
const NO_CONTROL_CHARACTERS = /^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$/u;

/** An object that refuses unknown fields, and says which ones are known. */
export function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `known fields: ${Object.keys(shape).join(", ")}`
        : undefined,
  });
}

/** Makes what refuses a field, or one of its members, with a message and a hint. */
export function refusing(context: z.core.$RefinementCtx) {
  return (message: string, hint: string, path: PropertyKey[] = []): void =>
    context.addIssue({ code: "custom", message, path, params: { hint } });
}

/** Refuses a list with two of the same `thing`: "a name". */
export function distinct<Element>(thing: string, same = (element: Element): unknown => element) {
  return (elements: readonly Element[], context: z.core.$RefinementCtx): void => {
    if (new Set(elements.map(same)).size === elements.length) return;
    refusing(context)(`has ${thing} twice`, `give each ${thing.replace(/^an? /u, "")} once`);
  };
}

/** A text of 1 to `max` characters; outside that no pattern, parser or reader is tried. */
export function boundedText(max: number) {
  return z.string().min(1, { abort: true }).max(max, { abort: true });
}

/** One line of text: 1 to `max` characters, none of them a control character. */
export function line(max: number) {
  return boundedText(max).regex(
    NO_CONTROL_CHARACTERS,
    "leave out control characters such as line breaks",
  );
}

/** The same, or nothing at all: 0 to `max` characters. */
export function lineOrEmpty(max: number) {
  return z
    .string()
    .max(max, { abort: true })
    .regex(NO_CONTROL_CHARACTERS, "leave out control characters such as line breaks");
}

/**
 * A list of so many elements. One that is longer is refused before any of them is looked at: a body
 * of 1 MB may hold half a million, and as many errors.
 */
export function list<Element extends z.ZodType>(
  element: Element,
  { min = 0, max }: { readonly min?: number; readonly max: number },
) {
  const elements = z.array(element);
  return z.preprocess(
    (given, context) => {
      if (!Array.isArray(given) || given.length <= max) return given;
      const issue = { code: "too_big", origin: "array", maximum: max, inclusive: true } as const;
      context.addIssue({ ...issue, input: undefined });
      return z.NEVER;
    },
    (min === 0 ? elements : elements.min(min, { abort: true })).max(max),
  );
}

/** A name for people. */
export function displayName() {
  return line(200).regex(/\S/u, "use more than blanks");
}

/** Id of an application. */
export const applicationId = z
  .string()
  .regex(APPLICATION_ID, "use 1 to 63 letters, digits, _ and -, beginning with a letter or digit")
  .meta({ description: "Id of the application (tenant).", examples: ["acme"] });

/** `production` or `sandbox`. */
export const environment = z.enum(ENVIRONMENTS);

/** Name of an event type. */
export const eventTypeName = z
  .string()
  .regex(
    EVENT_TYPE_NAME,
    "use 1 to 128 letters, digits, _ . and -, beginning with a letter or digit",
  )
  .meta({ examples: ["CARD_STATUS_CHANGE"] });

/** Attributes that an event type may have, or a webhook may select. */
const MAX_ATTRIBUTES = 200;

/** Names of attributes, which are members at the root of a payload; each once. */
export const attributeNames = list(line(128).meta({ examples: ["userId"] }), {
  max: MAX_ATTRIBUTES,
}).superRefine(distinct("a name"));

/** A time in an answer: RFC 3339, UTC, milliseconds. */
export const timeOut = z.iso.datetime().meta({ examples: ["2026-01-31T12:00:00.000Z"] });

/** A time in a request: RFC 3339 with any offset. Read as epoch milliseconds with `Date.parse`. */
export const timeIn = z.iso
  .datetime({ offset: true, error: "use an RFC 3339 time such as 2026-01-31T12:00:00Z" })
  .meta({ examples: ["2026-01-31T12:00:00Z"] });

/** Epoch milliseconds as RFC 3339; no text where there is no time. */
export function timeText(ms: number): string;
export function timeText(ms: number | undefined): string | undefined;
export function timeText(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
