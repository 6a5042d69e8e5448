import type { EventFilter, FilterTerm } from "../../../../lambdas/shared/domain/event-filter.ts";
import type { AnythingBut } from "../../../../lambdas/shared/domain/filter-term.ts";
import { isJsonObject } from "../../../../lambdas/shared/domain/json-object.ts";
import {
  readScalar,
  readText,
  type Scalar,
  splitList,
  writeScalar,
  writeText,
} from "./value-text.ts";

/** What a row may ask of a value, in the order in which it is offered. */
export const OPERATORS = [
  "is",
  "is-not",
  "starts",
  "ends",
  "starts-not",
  "ends-not",
  "number",
  "exists",
  "missing",
] as const;

/** What a row asks of a value. */
export type Operator = (typeof OPERATORS)[number];

/** A row of a condition: one of them must match. */
export interface TermRow {
  readonly operator: Operator;
  /** As typed: see value-text.ts. Nothing for `exists` and `missing`. */
  readonly value: string;
}

/** What is asked of one path: any of the rows. */
export interface Condition {
  readonly path: string;
  readonly rows: readonly TermRow[];
}

/** The filter that conditions make; of conditions with the same path all rows count. */
export function filterOfRows(conditions: readonly Condition[]): EventFilter {
  const terms = new Map<string, readonly FilterTerm[]>();
  for (const { path, rows } of conditions) {
    const name = path.trim();
    terms.set(name, [...(terms.get(name) ?? []), ...rows.flatMap((row) => termsOf(row))]);
  }
  return Object.fromEntries(terms);
}

/** The conditions of a filter; `undefined` where rows cannot say what it says. */
export function rowsOfFilter(filter: unknown): readonly Condition[] | undefined {
  if (!isJsonObject(filter)) return undefined;
  const conditions = Object.entries(filter).map(([path, terms]) =>
    path === path.trim() ? conditionOf(path, terms) : undefined,
  );
  return conditions.every((condition) => condition !== undefined) ? conditions : undefined;
}

function termsOf({ operator, value }: TermRow): readonly FilterTerm[] {
  switch (operator) {
    case "is":
      return splitList(value).map((text) => readScalar(text));
    case "is-not": {
      const values = splitList(value).map((text) => readScalar(text)) as (string | number)[];
      return [{ "anything-but": oneOrMore(values) }];
    }
    case "starts":
      return [{ prefix: readText(value) }];
    case "ends":
      return [{ suffix: readText(value) }];
    case "starts-not":
      return [{ "anything-but": { prefix: oneOrMore(textsOf(value)) } }];
    case "ends-not":
      return [{ "anything-but": { suffix: oneOrMore(textsOf(value)) } }];
    case "number":
      return [{ numeric: comparisonsOf(value) }];
    case "exists":
      return [{ exists: true }];
    case "missing":
      return [{ exists: false }];
  }
}

function textsOf(value: string): string[] {
  return splitList(value).map((text) => readText(text));
}

function oneOrMore<Value>(values: readonly Value[]): Value | readonly Value[] {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
}

/** `>= 10, < 20`; a bare number is `=`. What is no comparison stays a text, to be refused. */
function comparisonsOf(value: string): (string | number)[] {
  return splitList(value).flatMap((part) => {
    const match = /^(?<operator>>=|<=|>|<|=)?\s*(?<bound>.*)$/u.exec(part);
    return [match?.groups?.["operator"] ?? "=", readScalar(match?.groups?.["bound"] ?? "")];
  }) as (string | number)[];
}

function conditionOf(path: string, terms: unknown): Condition | undefined {
  if (!Array.isArray(terms)) return undefined;
  const rows: TermRow[] = [];
  let values: Scalar[] = [];
  const flush = () => {
    if (values.length > 0) rows.push({ operator: "is", value: values.map(writeScalar).join(", ") });
    values = [];
  };
  for (const term of terms as unknown[]) {
    if (isScalar(term)) {
      values.push(term);
      continue;
    }
    flush();
    const row = rowOf(term);
    if (row === undefined) return undefined;
    rows.push(row);
  }
  flush();
  return { path, rows };
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function rowOf(term: unknown): TermRow | undefined {
  if (!isJsonObject(term) || Object.keys(term).length !== 1) return undefined;
  const { prefix, suffix, exists, numeric } = term;
  if (typeof prefix === "string") return { operator: "starts", value: writeText(prefix) };
  if (typeof suffix === "string") return { operator: "ends", value: writeText(suffix) };
  if (typeof exists === "boolean") return { operator: exists ? "exists" : "missing", value: "" };
  if (Array.isArray(numeric)) return numericRow(numeric);
  return excludingRow(term["anything-but"] as AnythingBut | undefined);
}

function numericRow(numeric: readonly unknown[]): TermRow | undefined {
  const parts: string[] = [];
  for (let index = 0; index < numeric.length; index += 2) {
    const [operator, bound] = [numeric[index], numeric[index + 1]];
    const isFine = typeof operator === "string" && typeof bound === "number";
    if (!isFine || !/^(?:>=|<=|>|<|=)$/u.test(operator)) return undefined;
    parts.push(`${operator} ${bound}`);
  }
  return { operator: "number", value: parts.join(", ") };
}

function excludingRow(excluded: AnythingBut | undefined): TermRow | undefined {
  if (excluded === undefined) return undefined;
  if (typeof excluded !== "object" || Array.isArray(excluded)) {
    const values = [excluded].flat() as unknown[];
    if (!values.every((value) => isScalar(value))) return undefined;
    return { operator: "is-not", value: values.map(writeScalar).join(", ") };
  }
  const { prefix, suffix, ...others } = excluded as Record<string, unknown>;
  const texts = [prefix ?? suffix].flat();
  const isFine = Object.keys(excluded).length === 1 && Object.keys(others).length === 0;
  if (!isFine || !texts.every((text) => typeof text === "string")) return undefined;
  return {
    operator: prefix === undefined ? "ends-not" : "starts-not",
    value: texts.map(writeText).join(", "),
  };
}
