import type { JsonSchema } from "../../../shared/domain/event-type.ts";
import { isJsonObject } from "../../../shared/domain/json-object.ts";
import { jsonPath, type JsonStep } from "../../../shared/domain/schemas/json-path.ts";
import { patternCostPerCharacter } from "../../../shared/domain/schemas/pattern-cost.ts";
import { referredSchema, schemaSize } from "../../../shared/domain/schemas/schema-size.ts";
import { subschemasOf } from "../../../shared/domain/schemas/subschemas.ts";
import { MAX_TEXT_LENGTH, unicodeClassesIn } from "../../../shared/domain/schemas/text-test.ts";
import { type KeywordError, keywordErrors } from "./schema-keywords.ts";
import { schemaLoad } from "./schema-load.ts";

/** Most steps of a pattern for each character of a payload: 256 KB take all of one check. */
const MAX_COST_PER_CHARACTER = 380;

const NO_LENGTH = {
  message: "has no maxLength beside it that is small enough",
  hint: `add maxLength, at most ${MAX_TEXT_LENGTH}, to the same schema`,
};
const NO_COST = {
  message: "is not a pattern whose cost can be told",
  hint: "use at most 256 characters of ECMAScript's syntax (flag u), without lookaround, backreferences and named groups",
};
const COSTLY = {
  message: "may take too long to match",
  hint: "begin it with ^, limit repetitions, repeat nothing that repeats, or lower the maxLength beside it",
};

/** What is wrong with a schema's pattern: its cost must be bounded on the texts that it meets. */
function patternErrors(schema: JsonSchema): (KeywordError & { readonly keyword: string })[] {
  const { pattern, maxLength } = schema;
  const error = typeof pattern === "string" ? patternError(pattern, maxLength) : undefined;
  return error === undefined ? [] : [{ keyword: "pattern", ...error }];
}

function patternError(pattern: string, maxLength: unknown): KeywordError | undefined {
  if (typeof maxLength !== "number" || maxLength > MAX_TEXT_LENGTH) return NO_LENGTH;
  const cost = patternCostPerCharacter(pattern, maxLength);
  if (cost === undefined) return NO_COST;
  return cost > MAX_COST_PER_CHARACTER ? COSTLY : undefined;
}

/** Longest schema as JSON text: an item of 400 KB holds it with its event type. */
const MAX_SCHEMA_LENGTH = 32_768;
/** Levels of schemas inside one another. */
const MAX_DEPTH = 20;
/** Levels of JSON: two a level of schemas, as many again in `enum`, `const` and `default`. */
const MAX_JSON_DEPTH = 64;
/** Schemas in all, `true` and `false` too: ten times what the largest known document needs. */
const MAX_SCHEMAS = 500;
/** Schemas that a payload meets at most, each counted for every reference that leads to it. */
const MAX_EXPANDED_SCHEMAS = 5000;
/**
 * Schemas that one value meets at most, by weight (see `schemaLoad`): a payload of 256 KB holds
 * 131,000 values, which take 13 million steps then, as many as one check may take.
 */
const MAX_LOAD = 100;
/** Classes of Unicode in all patterns together: each takes 0.2 ms to read and 0.2 to make ready. */
const MAX_UNICODE_CLASSES = 50;
/** Errors that one answer tells. */
const MAX_ERRORS = 10;

/** What is wrong with one place of a schema; values are never in it. */
export interface SchemaError {
  /** `properties.amount.items[0]`; empty for the schema itself. */
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

/** A schema inside the checked one, and where. */
interface Place {
  readonly steps: readonly JsonStep[];
  readonly value: unknown;
}

/**
 * What speaks against a schema of an application's own: one that is checked may be interpreted for
 * any payload, in bounded time. Keywords are those of draft 2020-12, without the ones whose cost
 * depends on more than the schema's size; `format` is only said.
 * @returns at most ten errors; empty for a schema that may be used
 */
export function schemaErrors(schema: unknown): SchemaError[] {
  if (!isJsonObject(schema)) {
    return [{ path: "", message: "is not an object", hint: "use a JSON Schema, draft 2020-12" }];
  }
  const excess = excessOf(schema);
  if (excess !== undefined) return [excess];
  const places = placesIn(schema);
  if (!Array.isArray(places)) return [places];
  const unreadable = unicodeErrors(places);
  if (unreadable.length > 0) return unreadable;
  const errors = [
    ...rootErrors(schema),
    ...places.flatMap(({ steps, value }) =>
      isJsonObject(value) ? errorsAt(schema, steps, value) : [],
    ),
  ];
  return (errors.length > 0 ? errors : sizeErrors(schema)).slice(0, MAX_ERRORS);
}

function excessOf(schema: JsonSchema): SchemaError | undefined {
  const excess = jsonExcess(schema, MAX_SCHEMA_LENGTH, MAX_JSON_DEPTH);
  if (excess === undefined) return undefined;
  const hint = `use JSON of at most ${MAX_SCHEMA_LENGTH} characters and ${MAX_JSON_DEPTH} levels`;
  return { path: "", message: `is ${excess}`, hint };
}

/** Every schema in a schema, itself first; or why there are too many. */
function placesIn(root: JsonSchema): Place[] | SchemaError {
  const places: Place[] = [{ steps: [], value: root }];
  let level = places;
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) {
      return {
        path: "",
        message: "is too deep",
        hint: `use at most ${MAX_DEPTH} levels of schemas`,
      };
    }
    level = level.flatMap(({ steps, value }) =>
      isJsonObject(value)
        ? subschemasOf(value).map((inner) => ({
            steps: [...steps, ...inner.steps],
            value: inner.value,
          }))
        : [],
    );
    places.push(...level);
  }
  if (places.length <= MAX_SCHEMAS) return places;
  return { path: "", message: "has too many schemas", hint: `use at most ${MAX_SCHEMAS}` };
}

function rootErrors({ type }: JsonSchema): SchemaError[] {
  if (type === "object") return [];
  const hint = 'say type: "object" at the root: payloads are objects';
  return [{ path: "type", message: type === undefined ? "is missing" : "is not object", hint }];
}

function errorsAt(root: JsonSchema, steps: readonly JsonStep[], schema: JsonSchema): SchemaError[] {
  const errors = [
    ...keywordErrors(schema),
    ...patternErrors(schema),
    ...referenceErrors(root, schema),
  ];
  if (steps.length > 0 && Object.hasOwn(schema, "$defs")) {
    const hint = "move it to the root, where $ref looks for it";
    errors.push({ keyword: "$defs", message: "is not at the root", hint });
  }
  return errors.map(({ keyword, message, hint }) => ({
    path: jsonPath([...steps, keyword]),
    message,
    hint,
  }));
}

function referenceErrors(root: JsonSchema, { $ref }: JsonSchema) {
  if (typeof $ref !== "string" || referredSchema(root, $ref) !== undefined) return [];
  const hint = 'use "#/$defs/Name", with Name in $defs at the root: letters, digits, _, . and -';
  return [{ keyword: "$ref", message: "refers to nothing in $defs", hint }];
}

/** Patterns are only read once it is known that there is little to read. */
function unicodeErrors(places: readonly Place[]): SchemaError[] {
  const patterns = places.map(({ value }) => (isJsonObject(value) ? value["pattern"] : undefined));
  const classes = patterns.reduce<number>(
    (sum, pattern) => sum + (typeof pattern === "string" ? unicodeClassesIn(pattern) : 0),
    0,
  );
  if (classes <= MAX_UNICODE_CLASSES) return [];
  const hint = `use at most ${MAX_UNICODE_CLASSES} of \\p{…} and \\P{…} in all patterns together`;
  return [{ path: "", message: "names too many classes of Unicode", hint }];
}

function sizeErrors(schema: JsonSchema): SchemaError[] {
  const { expanded, circular } = schemaSize(schema);
  if (circular.length > 0) {
    const hint = "take out one $ref of the circle: schemas cannot be recursive";
    return circular.map((name) => ({
      path: jsonPath(["$defs", name]),
      message: "refers back to itself",
      hint,
    }));
  }
  if (expanded > MAX_EXPANDED_SCHEMAS) {
    const hint = `use fewer references: at most ${MAX_EXPANDED_SCHEMAS} schemas when each is written out`;
    return [{ path: "", message: "is too large", hint }];
  }
  if (schemaLoad(schema, MAX_LOAD) <= MAX_LOAD) return [];
  const through = "allOf, anyOf, oneOf, not, if, $ref";
  const several = "multipleOf and costly patterns count for several";
  const hint = `let at most ${MAX_LOAD} schemas meet one value (${through}); ${several}`;
  return [{ path: "", message: "checks one value too often", hint }];
}

/** Why a value is not JSON of limited size. */
type JsonExcess = "not JSON" | "too long" | "too deep";

/**
 * Whether a value is JSON within limits, found without recursion, for nesting may be of any depth.
 * @param maxLength characters of its compact text
 * @param maxDepth levels of objects and lists
 * @returns `undefined` for one that is
 */
function jsonExcess(value: unknown, maxLength: number, maxDepth: number): JsonExcess | undefined {
  const open = [{ value, depth: 1 }];
  // Each value takes up a character of the text at least: where there are more, it is too long
  // before it is printed.
  for (let seen = 0; open.length > 0; seen += 1) {
    if (seen > maxLength) return "too long";
    const next = open.pop();
    if (typeof next?.value !== "object" || next.value === null) {
      if (!isScalar(next?.value)) return "not JSON";
      continue;
    }
    if (next.depth > maxDepth) return "too deep";
    for (const inner of Object.values(next.value) as unknown[]) {
      open.push({ value: inner, depth: next.depth + 1 });
    }
  }
  return JSON.stringify(value).length > maxLength ? "too long" : undefined;
}

function isScalar(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
