import type * as z from "zod";

import { errorCountOf, fieldErrors, nameOf } from "./field-errors.ts";
import { type HttpRequest, readJsonText } from "./http-request.ts";
import { checkJson } from "./json-syntax.ts";
import { fieldProblem, invalidFields, problem, type Problem } from "./problem.ts";
import type { Route } from "./route.ts";

/** A request's query and body as the route's schemas form them, or what is wrong with them. */
export type Reading =
  | Problem
  | {
      readonly kind: "reading";
      readonly query: unknown;
      readonly body: unknown;
      readonly bodyTexts: ReadonlyMap<string, string>;
    };

type Body =
  | Problem
  | { readonly kind: "body"; readonly value: unknown; readonly texts: ReadonlyMap<string, string> };

const NO_BODY: Body = { kind: "body", value: undefined, texts: new Map() };

/** Reads query and body of a request by the schemas of its route. */
export function readCall(route: Route, request: HttpRequest): Reading {
  const query = readQuery(route, request.query());
  if (query.kind === "problem") return query;
  const body = readBody(route, request);
  if (body.kind === "problem") return body;
  return { kind: "reading", query: query.value, body: body.value, bodyTexts: body.texts };
}

function readQuery(
  route: Route,
  query: URLSearchParams,
): Problem | { readonly kind: "query"; readonly value: unknown } {
  const names = [...query.keys()];
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const name of names) (seen.has(name) ? repeated : seen).add(name);
  if (repeated.size > 0) {
    return refused([...repeated], "is given more than once", "give it once");
  }
  if (route.query === undefined) {
    return names.length === 0
      ? { kind: "query", value: {} }
      : refused(names, "is not a known parameter", "this takes no query parameters");
  }
  const result = validate(route.query, Object.fromEntries(query), "query");
  return result.kind === "problem" ? result : { kind: "query", value: result.value };
}

function refused(names: readonly string[], message: string, hint: string): Problem {
  return invalidFields(names.map((name) => ({ field: nameOf(name), message, hint })));
}

function readBody(route: Route, request: HttpRequest): Body {
  if (route.method === "GET" || route.method === "DELETE") return NO_BODY;
  const mayBeAbsent = route.body === undefined || route.body.safeParse(undefined).success;
  if (mayBeAbsent && request.bodyBytes === 0) return NO_BODY;
  const text = readJsonText(request);
  if (text.kind === "problem") return text;
  const verdict = checkJson(text.text, new Set(route.keepTextOf));
  if (!verdict.ok) {
    const message = `${verdict.message} at line ${verdict.line} column ${verdict.column}`;
    return problem("malformed-json", `The body is not JSON: ${message}.`, {
      errors: [{ field: "body", message, hint: "see that place, and the line before it" }],
    });
  }
  const value: unknown = JSON.parse(text.text);
  if (route.body === undefined)
    return isEmptyObject(value)
      ? NO_BODY
      : fieldProblem("body", "this takes no body", "leave it out, or send {}");
  const result = validate(route.body, value, "body");
  return result.kind === "problem"
    ? result
    : { kind: "body", value: result.value, texts: verdict.texts };
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** Checks a value by a schema. */
export function validate<Value>(
  schema: z.ZodType<Value>,
  input: unknown,
  whole: string,
): Problem | { readonly kind: "valid"; readonly value: Value } {
  const result = schema.safeParse(input);
  if (result.success) return { kind: "valid", value: result.data };
  const { issues } = result.error;
  return invalidFields(fieldErrors(issues, input, whole), errorCountOf(issues));
}
