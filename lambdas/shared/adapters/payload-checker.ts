import { Validator, type OutputUnit } from "@cfworker/json-schema";

import type { CheckPayload, JsonSchema, PayloadError } from "../domain/event-type.ts";
import { isJsonObject } from "../domain/json-object.ts";
import { placeIn, schemaAt } from "../domain/schemas/json-locations.ts";
import { jsonPath } from "../domain/schemas/json-path.ts";
import { missingText, payloadErrorText } from "../domain/schemas/payload-error-text.ts";
import { referredSchema } from "../domain/schemas/schema-size.ts";
import { mapSchemas } from "../domain/schemas/subschemas.ts";

/** Errors that one payload is told. */
const MAX_ERRORS = 10;
/** Values of a payload whose errors are all listed: with 50 schemas for each (schema-rules.ts) some 50 MB. */
const MOST_VALUES = 2000;

/** Keywords whose errors only say that there are others inside. */
const WRAPPERS: ReadonlySet<string> = new Set([
  "$ref",
  "properties",
  "additionalProperties",
  "items",
  "prefixItems",
  "allOf",
  "if",
]);

const TOO_MANY: readonly PayloadError[] = [{ path: "", message: "has too many errors to list" }];
const ILL_FORMED: readonly PayloadError[] = [
  { path: "", message: "has a member whose name is not well-formed Unicode" },
];

/**
 * Makes the checker of a schema, which is interpreted: no code is made from it. `format` is not checked. Messages quote the
 * schema, never the payload, and each place has one.
 * @param schema without recursion: references are followed as deep as it goes, whatever the payload
 */
export function makePayloadChecker(schema: JsonSchema): CheckPayload {
  // A copy, for the validator writes into it; `false` is written so that an error tells where it stands.
  const own = structuredClone(mapSchemas(schema, withoutFormat, { not: {} }));
  const all = new Validator(own, "2020-12", false);
  const first = new Validator(own, "2020-12", true);
  return (payload) => {
    try {
      return payloadErrors(own, payload, errorsOf(all, first, payload));
    } catch (error) {
      // The validator writes names of members as URIs, which cannot hold half a surrogate pair.
      if (error instanceof URIError) return ILL_FORMED;
      // It hands errors on as arguments, of which V8 takes some 120,000.
      if (error instanceof RangeError) return TOO_MANY;
      throw error;
    }
  };
}

/**
 * All errors; of a large payload those up to the first wrong member or element: it may hold a hundred thousand of them, whose
 * errors would not fit the function's memory.
 */
function errorsOf(all: Validator, first: Validator, payload: unknown): readonly OutputUnit[] {
  const quick = first.validate(payload);
  return quick.valid || !isSmall(payload) ? quick.errors : all.validate(payload).errors;
}

/** Whether a payload holds few values enough for all of its errors to be listed. */
function isSmall(payload: unknown): boolean {
  const open = [payload];
  for (let count = 1; open.length > 0; count += 1) {
    const value = open.pop();
    const inner: unknown[] =
      typeof value === "object" && value !== null ? Object.values(value) : [];
    if (count + open.length + inner.length > MOST_VALUES) return false;
    open.push(...inner);
  }
  return true;
}

/** The validator would check `format`. */
function withoutFormat({ format: _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

function payloadErrors(
  root: JsonSchema,
  payload: unknown,
  units: readonly OutputUnit[],
): PayloadError[] {
  const messages = new Map<string, string>();
  for (const unit of units) {
    if (WRAPPERS.has(unit.keyword)) continue;
    for (const { path, message } of errorsAt(root, payload, unit)) {
      if (!messages.has(path)) messages.set(path, message);
    }
    if (messages.size >= MAX_ERRORS) break;
  }
  return [...messages].slice(0, MAX_ERRORS).map(([path, message]) => ({ path, message }));
}

function errorsAt(root: JsonSchema, payload: unknown, unit: OutputUnit): PayloadError[] {
  const { schema, isAlternative } = schemaAt(root, unit.keywordLocation);
  if (isAlternative) return [];
  const { steps, value } = placeIn(payload, unit.instanceLocation);
  if (unit.keyword === "required") {
    return missingNames(schema, value).map((name) => ({
      path: jsonPath([...steps, name]),
      message: missingText(memberSchema(root, schema, name)),
    }));
  }
  return [{ path: jsonPath(steps), message: payloadErrorText(keywordOf(unit), schema, value) }];
}

/** Of `oneOf`, the validator says how many forms fit; with none it is as `anyOf`. */
function keywordOf({ keyword, error }: OutputUnit): string {
  return keyword === "oneOf" && error.endsWith("(0 matches).") ? "anyOf" : keyword;
}

function missingNames({ required }: JsonSchema, value: unknown): string[] {
  const names = Array.isArray(required) ? (required as string[]) : [];
  return names.filter((name) => !isJsonObject(value) || !Object.hasOwn(value, name));
}

/** What a member would have to fit: its schema, or the one that this refers to. */
function memberSchema(root: JsonSchema, { properties }: JsonSchema, name: string): unknown {
  if (!isJsonObject(properties) || !Object.hasOwn(properties, name)) return undefined;
  const schema = properties[name];
  return isJsonObject(schema) ? (referredSchema(root, schema["$ref"]) ?? schema) : schema;
}
