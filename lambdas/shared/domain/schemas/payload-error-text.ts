import type { JsonSchema } from "../event-type.ts";
import { isJsonObject } from "../json-object.ts";
import { subschemasOf } from "./subschemas.ts";

const NO_WORDS: ReadonlySet<unknown> = new Set();

/** Values of an `enum` that a message lists. */
const MAX_VALUES = 20;
/** Characters of such a value that a message shows. */
const MAX_VALUE_LENGTH = 64;

const TYPE_NAMES: ReadonlyMap<unknown, string> = new Map([
  ["string", "a string"],
  ["number", "a number"],
  ["integer", "a whole number"],
  ["boolean", "a boolean"],
  ["object", "an object"],
  ["array", "a list"],
  ["null", "null"],
]);

/** How the keywords that bound a value are said, by what stands in the schema. */
export const BOUND_TEXTS: ReadonlyMap<string, (value: unknown) => string> = new Map([
  ["minLength", (value) => `at least ${counted(value, "character")}`],
  ["maxLength", (value) => `at most ${counted(value, "character")}`],
  ["minimum", (value) => `at least ${String(value)}`],
  ["maximum", (value) => `at most ${String(value)}`],
  ["exclusiveMinimum", (value) => `more than ${String(value)}`],
  ["exclusiveMaximum", (value) => `less than ${String(value)}`],
  ["multipleOf", (value) => `a multiple of ${String(value)}`],
  ["minItems", (value) => `at least ${counted(value, "element")}`],
  ["maxItems", (value) => `at most ${counted(value, "element")}`],
  ["minProperties", (value) => `at least ${counted(value, "member")}`],
  ["maxProperties", (value) => `at most ${counted(value, "member")}`],
]);

/** How each keyword's expectation is said, from its value in the schema. */
const EXPECTATIONS: ReadonlyMap<string, (value: unknown) => string> = new Map([
  ["const", valueText],
  ["enum", (value) => oneOf([value].flat())],
  ["pattern", (value) => `text that matches ${String(value)}`],
  ...BOUND_TEXTS,
]);

/**
 * What is wrong with a value that does not meet a keyword. Only the schema is quoted; the value
 * where it is a word of the schema, and so says nothing new.
 * @param schema the one with the keyword
 * @param words texts that stand as values in the whole schema
 */
export function payloadErrorText(
  keyword: string,
  schema: JsonSchema,
  value: unknown,
  words: ReadonlySet<unknown> = NO_WORDS,
): string {
  const isWord = words.has(value) && (keyword === "const" || keyword === "enum");
  const got = isWord ? valueText(value) : typeOf(value, schema);
  if (keyword === "type") return `expected ${typesText(schema["type"])}, got ${got}`;
  if (keyword === "anyOf") return `expected one of the allowed forms, got ${got} that fits none`;
  if (keyword === "oneOf") return `expected one of the allowed forms, got ${got} that fits several`;
  if (keyword === "not") {
    return isNothing(schema["not"]) ? "is not allowed" : "has a form that is not allowed";
  }
  const expectation = EXPECTATIONS.get(keyword);
  return expectation === undefined
    ? "is not valid"
    : `expected ${expectation(schema[keyword])}, got ${got}`;
}

/**
 * What is wrong with a member that is not there.
 * @param schema what it would have to fit, where that is known
 */
export function missingText(schema: unknown): string {
  if (!isJsonObject(schema)) return "is missing";
  for (const keyword of ["const", "enum"]) {
    const expectation = EXPECTATIONS.get(keyword);
    if (expectation !== undefined && Object.hasOwn(schema, keyword)) {
      return `is missing; expected ${expectation(schema[keyword])}`;
    }
  }
  return Object.hasOwn(schema, "type")
    ? `is missing; expected ${typesText(schema["type"])}`
    : "is missing";
}

function typesText(types: unknown): string {
  const names = [types].flat().map((type) => TYPE_NAMES.get(type) ?? "another type");
  return names.join(" or ");
}

function typeOf(value: unknown, { type }: JsonSchema): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  const wantsInteger = [type].flat().includes("integer");
  if (typeof value === "number" && wantsInteger) return "a number with a fraction";
  return TYPE_NAMES.get(typeof value) ?? "nothing";
}

function oneOf(values: readonly unknown[]): string {
  const shown = values.slice(0, MAX_VALUES).map(valueText).join(", ");
  const left = values.length - MAX_VALUES;
  return values.length === 1 ? shown : `one of ${shown}${left > 0 ? ` and ${left} more` : ""}`;
}

function valueText(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}

function counted(count: unknown, unit: string): string {
  return `${String(count)} ${unit}${count === 1 ? "" : "s"}`;
}

function isNothing(schema: unknown): boolean {
  return isJsonObject(schema) && Object.keys(schema).length === 0;
}

/** The texts that a schema names as values: of `const` and `enum`, wherever they stand. */
export function wordsOf(schema: unknown): ReadonlySet<unknown> {
  const words = new Set<unknown>();
  const open: unknown[] = [schema];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!isJsonObject(next)) continue;
    const named = [next["const"], next["enum"]].flat();
    for (const value of named) if (typeof value === "string") words.add(value);
    open.push(...subschemasOf(next).map(({ value }) => value));
  }
  return words;
}
