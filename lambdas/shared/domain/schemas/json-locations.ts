import type { JsonSchema } from "../event-type.ts";
import { isJsonObject } from "../json-object.ts";
import type { JsonStep } from "./json-path.ts";
import { referredSchema } from "./schema-size.ts";
import { SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from "./subschemas.ts";

/** Keywords whose schemas are tried one after the other: an error in one of them need not be one of the whole. */
const CHOICES: ReadonlySet<string> = new Set(["anyOf", "oneOf"]);

/** Where a keyword stands. */
export interface KeywordPlace {
  /** The schema that has it; empty where the location leads to none. */
  readonly schema: JsonSchema;
  /** Whether it is in one of several allowed forms. */
  readonly isAlternative: boolean;
}

/**
 * Finds the schema of a keyword by its location, which goes through references: `#/properties/a/$ref/type`.
 * https://json-schema.org/draft/2020-12/json-schema-core#section-12.3.1
 */
export function schemaAt(root: JsonSchema, keywordLocation: string): KeywordPlace {
  const names = namesIn(keywordLocation).slice(0, -1).values();
  let schema: unknown = root;
  let isAlternative = false;
  for (const keyword of names) {
    isAlternative ||= CHOICES.has(keyword);
    const value = memberOf(schema, keyword);
    if (keyword === "$ref") {
      schema = referredSchema(root, value);
    } else if (SCHEMA_MAP_KEYWORDS.has(keyword) || SCHEMA_LIST_KEYWORDS.has(keyword)) {
      schema = memberOf(value, names.next().value ?? "");
    } else {
      schema = value;
    }
  }
  return { schema: isJsonObject(schema) ? schema : {}, isAlternative };
}

/** Where a value stands in a payload. */
export interface PayloadPlace {
  readonly steps: readonly JsonStep[];
  readonly value: unknown;
}

/** Finds a value of a payload by its location: `#/fee_details/0/amount`. */
export function placeIn(payload: unknown, instanceLocation: string): PayloadPlace {
  const steps: JsonStep[] = [];
  let value = payload;
  for (const name of namesIn(instanceLocation)) {
    steps.push(Array.isArray(value) ? Number(name) : name);
    value = memberOf(value, name);
  }
  return { steps, value };
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** The names in a JSON pointer that is the fragment of a URI (RFC 6901, section 6). */
function namesIn(location: string): string[] {
  return location
    .split("/")
    .slice(1)
    .map((name) => decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~"));
}
