import type { Webhook } from "../../../../client/client.ts";
import { inexactNumbers } from "../../../../lambdas/config-api/http/inexact-numbers.ts";
import { type Condition, filterOfRows, type Operator, rowsOfFilter } from "./filter-rows.ts";
import { isInexact, splitList } from "./value-text.ts";

/** A filter in the form: as rows, or as its JSON. */
export interface FilterForm {
  readonly mode: "rows" | "json";
  readonly conditions: readonly Condition[];
  readonly json: string;
}

/** Every payload. */
export const NO_FILTER: FilterForm = { mode: "rows", conditions: [], json: "" };

/** What is wrong with a filter before it can be sent. */
export interface FilterFlaw {
  readonly message: string;
  readonly hint: string;
}

/** The form of a webhook's filter. */
export function filterFormOf(filter: Webhook["filter"]): FilterForm {
  if (filter === undefined) return NO_FILTER;
  const conditions = rowsOfFilter(filter);
  return conditions === undefined
    ? { mode: "json", conditions: [], json: pretty(filter) }
    : { mode: "rows", conditions, json: "" };
}

/** The filter as it is sent; `undefined` where there is none, or where its JSON is none. */
export function filterDocument({ mode, conditions, json }: FilterForm): unknown {
  if (mode === "json") return readJson(json);
  return conditions.length === 0 ? undefined : filterOfRows(conditions);
}

/** The same filter as JSON to be edited. */
export function asJson(form: FilterForm): FilterForm {
  if (form.mode === "json") return form;
  const filter = filterDocument(form);
  return { mode: "json", conditions: [], json: filter === undefined ? "" : pretty(filter) };
}

/** The same filter as rows; `undefined` where rows cannot say it. */
export function asRows(form: FilterForm): FilterForm | undefined {
  if (form.mode === "rows") return form;
  if (form.json.trim() === "") return NO_FILTER;
  const conditions = rowsOfFilter(readJson(form.json));
  return conditions && { mode: "rows", conditions, json: "" };
}

/** Why a filter cannot be sent as it was typed; `undefined`: it can, the API checks the rest. */
export function filterFlaw({ mode, conditions, json }: FilterForm): FilterFlaw | undefined {
  if (mode === "json") {
    if (json.trim() === "") return undefined;
    const error = jsonError(json);
    if (error !== undefined) {
      return { message: "is not JSON", hint: `${error}; leave it empty for no filter` };
    }
    return inexactNumbers(json).length > 0 ? INEXACT : undefined;
  }
  const typed = conditions
    .flatMap(({ rows }) => rows)
    .filter(({ operator }) => COMPARE_NUMBERS.has(operator))
    .flatMap(({ value }) => splitList(value));
  const numbers = typed.map((text) => text.replace(/^(?:>=|<=|>|<|=)/u, ""));
  return numbers.some((text) => isInexact(text)) ? INEXACT : undefined;
}

const COMPARE_NUMBERS: ReadonlySet<Operator> = new Set(["is", "is-not", "number"] as const);

const INEXACT: FilterFlaw = {
  message: "has a number that cannot be compared exactly",
  hint: "use numbers of at most 15 digits; longer ids are texts in most payloads",
};

function pretty(filter: unknown): string {
  return JSON.stringify(filter, undefined, 2);
}

/** What a text says as JSON; `undefined` where it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function jsonError(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
