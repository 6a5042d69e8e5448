import type * as z from "zod";

import { type FieldError, MOST_ERRORS } from "./problem.ts";

type Issue = z.core.$ZodIssue;

const KIND_NAMES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "a list",
};

/**
 * Tells the issues of a schema as field errors, the first of each field, as many as an answer
 * lists. Values of the request are not quoted: they may be secrets.
 * @param whole name of what was read, for an issue with the thing itself: `body`
 */
export function fieldErrors(
  issues: readonly Issue[],
  input: unknown,
  whole: string,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const issue of firstOfEach(issues)) {
    const left = MOST_ERRORS - errors.length;
    if (left <= 0) break;
    errors.push(...toFieldErrors(issue, input, whole, left));
  }
  return errors;
}

/** How many field errors the issues of a schema come to, those beyond the listed ones included. */
export function errorCountOf(issues: readonly Issue[]): number {
  const counts = firstOfEach(issues).map((issue) =>
    issue.code === "unrecognized_keys" ? issue.keys.length : 1,
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The first issue of each field: what is too short need not hear that it does not match. */
function firstOfEach(issues: readonly Issue[]): Issue[] {
  const seen = new Set<string>();
  return issues.filter((issue) => {
    if (issue.code === "unrecognized_keys") return true;
    const place = JSON.stringify(issue.path);
    const isFirst = !seen.has(place);
    seen.add(place);
    return isFirst;
  });
}

/** Path of a field as it is written in code: `config.custom_headers[0].header_name`. */
export function fieldPath(path: readonly PropertyKey[], whole: string): string {
  if (path.length === 0) return whole;
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${nameOf(step)}`))
    .join("")
    .replace(/^\./u, "");
}

/** Names in an error come from the request: shown only as far as they look like names. */
export function nameOf(step: PropertyKey): string {
  const text = String(step);
  return /^[\w-]{1,64}$/u.test(text) ? text : "?";
}

function toFieldErrors(issue: Issue, input: unknown, whole: string, most: number): FieldError[] {
  const field = fieldPath(issue.path, whole);
  const isMissing = valueAt(input, issue.path) === undefined;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, most).map((key) => ({
      field: fieldPath([...issue.path, key], whole),
      message: "is not a known field",
      hint: issue.message,
    }));
  }
  if (issue.code === "invalid_type") {
    const expected = KIND_NAMES[issue.expected] ?? issue.expected;
    const actual = describe(valueAt(input, issue.path));
    return isMissing
      ? [{ field, message: "is missing", hint: `add it: ${expected}` }]
      : [{ field, message: `expected ${expected}, got ${actual}`, hint: `use ${expected}` }];
  }
  if (issue.code === "invalid_value") return [oneOf(field, issue.values.map(String), isMissing)];
  if (issue.code === "invalid_union") return [oneOf(field, optionsOf(issue), isMissing)];
  if (issue.code === "too_small") return [{ field, ...tooSmall(issue) }];
  if (issue.code === "too_big") return [{ field, ...tooBig(issue) }];
  if (issue.code === "custom") {
    return [{ field, message: issue.message, hint: String(issue.params?.["hint"] ?? "") }];
  }
  return [{ field, message: "is malformed", hint: issue.message }];
}

function oneOf(field: string, values: readonly string[], isMissing: boolean): FieldError {
  return {
    field,
    message: isMissing ? "is missing" : "is not one of the known values",
    hint: `use one of: ${values.join(", ")}`,
  };
}

function optionsOf(issue: Issue): string[] {
  const { options } = issue as { options?: unknown };
  return Array.isArray(options) ? options.map(String) : [];
}

function tooSmall(issue: Extract<Issue, { code: "too_small" }>): Omit<FieldError, "field"> {
  const hint = `use at least ${issue.minimum}${unitOf(issue.origin, issue.minimum)}`;
  const holds = issue.origin === "string" || issue.origin === "array";
  return { message: holds ? "is empty" : "is too small", hint };
}

function tooBig(issue: Extract<Issue, { code: "too_big" }>): Omit<FieldError, "field"> {
  const hint = `use at most ${issue.maximum}${unitOf(issue.origin, issue.maximum)}`;
  const holds = issue.origin === "string" || issue.origin === "array";
  return { message: holds ? "is too long" : "is too big", hint };
}

function unitOf(origin: string, count: number | bigint): string {
  const plural = Number(count) === 1 ? "" : "s";
  if (origin === "string") return ` character${plural}`;
  return origin === "array" ? ` element${plural}` : "";
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return KIND_NAMES[typeof value] ?? typeof value;
}
