import type { JsonSchema } from "../../../shared/domain/event-type.ts";
import { isJsonObject } from "../../../shared/domain/json-object.ts";
import { shownName } from "../../../shared/domain/schemas/json-path.ts";

/** What is wrong with a keyword, without its path and never with its value. */
export interface KeywordError {
  readonly message: string;
  readonly hint: string;
}

/** The draft that schemas are read as. */
const SCHEMA_DRAFT = "https://json-schema.org/draft/2020-12/schema";

/** Names of types (https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1). */
const TYPES = new Set<unknown>([
  "string",
  "number",
  "integer",
  "boolean",
  "object",
  "array",
  "null",
]);

/** A form that a keyword's value may have: its test, and how it is said. */
interface Form {
  readonly isMet: (value: unknown) => boolean;
  readonly hint: string;
}

const isText = (value: unknown) => typeof value === "string";
const isFlag = (value: unknown) => typeof value === "boolean";
const isSchema = (value: unknown) => isFlag(value) || isJsonObject(value);

const text: Form = { isMet: isText, hint: "use a text" };
const flag: Form = { isMet: isFlag, hint: "use true or false" };
const finite: Form = { isMet: Number.isFinite, hint: "use a number" };
const anything: Form = { isMet: () => true, hint: "" };
const schema: Form = { isMet: isSchema, hint: "use a schema" };
const count: Form = {
  isMet: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  hint: "use a whole number, 0 or more",
};
const positive: Form = {
  isMet: (value) => Number.isFinite(value) && Number(value) > 0,
  hint: "use a number above 0",
};
const list: Form = { isMet: Array.isArray, hint: "use a list" };
const values: Form = {
  isMet: (value) => Array.isArray(value) && value.length > 0,
  hint: "use a list of at least one value",
};
const schemas: Form = {
  isMet: (value) => Array.isArray(value) && value.length > 0 && value.every(isSchema),
  hint: "use a list of at least one schema",
};
const names: Form = {
  isMet: (value) => Array.isArray(value) && value.every(isText) && isUnique(value),
  hint: "use a list of names, each once",
};
const namedSchemas: Form = {
  isMet: (value) =>
    isJsonObject(value) &&
    Object.entries(value).every(([name, item]) => name.isWellFormed() && isSchema(item)),
  hint: "use an object of schemas by name",
};
const types: Form = {
  isMet: (value) => {
    const all: unknown[] = [value].flat();
    return all.length > 0 && all.every((type) => TYPES.has(type)) && isUnique(all);
  },
  hint: `use one or several of: ${[...TYPES].join(", ")}`,
};
const draft: Form = { isMet: (value) => value === SCHEMA_DRAFT, hint: `use ${SCHEMA_DRAFT}` };

/** What an own schema may hold; a `Map`, for names such as `constructor` are none of it. */
const FORMS: ReadonlyMap<string, Form> = new Map([
  ["type", types],
  ["properties", namedSchemas],
  ["required", names],
  ["additionalProperties", schema],
  ["items", schema],
  ["prefixItems", schemas],
  ["enum", values],
  ["const", anything],
  ["pattern", text],
  ["minLength", count],
  ["maxLength", count],
  ["minimum", finite],
  ["maximum", finite],
  ["exclusiveMinimum", finite],
  ["exclusiveMaximum", finite],
  ["multipleOf", positive],
  ["minItems", count],
  ["maxItems", count],
  ["minProperties", count],
  ["maxProperties", count],
  ["allOf", schemas],
  ["anyOf", schemas],
  ["oneOf", schemas],
  ["not", schema],
  ["if", schema],
  ["then", schema],
  ["else", schema],
  ["$defs", namedSchemas],
  ["$ref", text],
  ["title", text],
  ["description", text],
  ["examples", list],
  ["default", anything],
  ["deprecated", flag],
  ["$schema", draft],
  ["$comment", text],
  ["format", text],
]);

/** Hints for keywords that are left out on purpose. */
const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ["uniqueItems", "leave it out: it compares every two elements, which takes too long"],
]);

const KNOWN = `known keywords: ${[...FORMS.keys()].join(", ")}`;

/** What is wrong with each keyword of a schema, by itself. */
export function keywordErrors(object: JsonSchema): (KeywordError & { readonly keyword: string })[] {
  return Object.entries(object).flatMap(([keyword, value]) => {
    const form = FORMS.get(keyword);
    if (form === undefined) {
      const hint = LEFT_OUT.get(keyword) ?? KNOWN;
      return [{ keyword, message: unknownKeyword(keyword), hint }];
    }
    return form.isMet(value) ? [] : [{ keyword, message: "is malformed", hint: form.hint }];
  });
}

function unknownKeyword(keyword: string): string {
  const name = shownName(keyword);
  return name === keyword ? `${name} is not a known keyword` : "is not a known keyword";
}

function isUnique(items: readonly unknown[]): boolean {
  return new Set(items).size === items.length;
}
