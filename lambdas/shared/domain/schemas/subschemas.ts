import type { JsonSchema } from "../event-type.ts";
import { isJsonObject } from "../json-object.ts";
import type { JsonStep } from "./json-path.ts";

/** Keywords whose value is a schema (https://json-schema.org/draft/2020-12/json-schema-core#section-10). */
const SCHEMA_KEYWORDS: ReadonlySet<string> = new Set([
  "additionalProperties",
  "items",
  "not",
  "if",
  "then",
  "else",
]);

/** Keywords whose value is a list of schemas. */
const SCHEMA_LIST_KEYWORDS: ReadonlySet<string> = new Set([
  "prefixItems",
  "allOf",
  "anyOf",
  "oneOf",
]);

/** Keywords whose value is an object of schemas by name. */
const SCHEMA_MAP_KEYWORDS: ReadonlySet<string> = new Set(["properties", "$defs"]);

/** A schema inside another: the steps that lead to it, and what stands there. */
export interface Subschema {
  readonly steps: readonly [keyword: string, ...JsonStep[]];
  readonly value: unknown;
}

/** The schemas directly inside a schema, as far as its keywords have the right form. */
export function subschemasOf(schema: JsonSchema): Subschema[] {
  return Object.entries(schema).flatMap(([keyword, value]): Subschema[] => {
    if (SCHEMA_KEYWORDS.has(keyword)) return [{ steps: [keyword], value }];
    if (SCHEMA_LIST_KEYWORDS.has(keyword) && Array.isArray(value)) {
      return value.map((item: unknown, index) => ({ steps: [keyword, index], value: item }));
    }
    if (SCHEMA_MAP_KEYWORDS.has(keyword) && isJsonObject(value)) {
      return Object.entries(value).map(([name, item]) => ({ steps: [keyword, name], value: item }));
    }
    return [];
  });
}
