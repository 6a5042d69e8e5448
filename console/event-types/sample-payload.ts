import type { JsonSchema } from "../../lambdas/shared/domain/event-type.ts";
import { isJsonObject, type JsonObject } from "../../lambdas/shared/domain/json-object.ts";
import { referredSchema } from "../../lambdas/shared/domain/schemas/schema-size.ts";

/** Levels that a sample goes down. */
const MAX_DEPTH = 12;
/** Values of a sample: as many as the tree of a schema shows. One that refers to itself ends. */
const MAX_VALUES = 1000;

/** Texts of the formats that are common. */
const FORMATS: ReadonlyMap<unknown, string> = new Map([
  ["date-time", "2026-01-31T12:00:00Z"],
  ["date", "2026-01-31"],
  ["time", "12:00:00Z"],
  ["email", "user@example.com"],
  ["uri", "https://example.com/"],
  ["uuid", "7c9e6679-7425-40de-944b-e07fc1f90ae7"],
]);

/**
 * A payload to begin with, for an event type that has no example: every described member, with an
 * example, a default or a word of its schema where there is one. It need not fit: patterns and
 * conditions are not solved, so it is checked like anything that was typed.
 */
export function samplePayload(root: JsonSchema): JsonObject {
  let left = MAX_VALUES;

  function sampleOf(schema: unknown, depth: number): unknown {
    left -= 1;
    if (!isJsonObject(schema) || depth > MAX_DEPTH || left < 0) return null;
    if ("$ref" in schema) return sampleOf(referredSchema(root, schema["$ref"]), depth + 1);
    const [given] = givenValues(schema);
    if (given !== undefined) return given;
    const [form] = [schema["oneOf"] ?? schema["anyOf"] ?? []].flat() as unknown[];
    if (form !== undefined && schema["type"] === undefined) return sampleOf(form, depth + 1);
    return ofType(schema, depth);
  }

  function ofType(schema: JsonSchema, depth: number): unknown {
    const [type] = [schema["type"] ?? impliedType(schema)].flat() as unknown[];
    if (type === "object") return members(schema, depth);
    if (type === "array") return elements(schema, depth);
    if (type === "string") return text(schema);
    if (type === "boolean") return true;
    return type === "number" || type === "integer" ? number(schema, type === "integer") : null;
  }

  function members(schema: JsonSchema, depth: number): JsonObject {
    const forms = [schema, ...((schema["allOf"] ?? []) as unknown[])].filter(isJsonObject);
    const described = forms.flatMap(({ properties }) =>
      isJsonObject(properties) ? Object.entries(properties) : [],
    );
    const required = forms.flatMap((form) => (form["required"] ?? []) as string[]);
    return Object.fromEntries([
      ...required.map((name): [string, unknown] => [name, "text"]),
      ...described
        .filter(([, inner]) => inner !== false)
        .map(([name, inner]): [string, unknown] => [name, sampleOf(inner, depth + 1)]),
    ]);
  }

  function elements(schema: JsonSchema, depth: number): unknown[] {
    const first = (schema["prefixItems"] ?? []) as unknown[];
    const least = Math.max(1, Number(schema["minItems"] ?? 1));
    const count = schema["items"] === undefined && first.length === 0 ? 0 : least;
    return Array.from({ length: Math.min(count, 10) }, (_, index) =>
      sampleOf(first[index] ?? schema["items"], depth + 1),
    );
  }

  return members(root, 0);
}

/** Values that the schema itself names for its place, the best first. */
function givenValues(schema: JsonSchema): unknown[] {
  const lists = [schema["examples"] ?? [], schema["enum"] ?? []] as unknown[][];
  return [schema["const"], lists[0]?.[0], schema["default"], lists[1]?.[0]].filter(
    (value) => value !== undefined,
  );
}

function impliedType(schema: JsonSchema): string {
  if ("properties" in schema) return "object";
  return "items" in schema || "prefixItems" in schema ? "array" : "string";
}

function text({ format, minLength = 0, maxLength = 4096 }: JsonSchema): string {
  const plain = FORMATS.get(format) ?? "text";
  return plain.padEnd(Math.min(Number(minLength), 4096), "x").slice(0, Number(maxLength));
}

function number(schema: JsonSchema, isWhole: boolean): number {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = schema;
  const step = Number(multipleOf ?? 1);
  const lowest = Math.max(Number(minimum ?? -Infinity), Number(exclusiveMinimum ?? -Infinity));
  const highest = Math.min(Number(maximum ?? Infinity), Number(exclusiveMaximum ?? Infinity));
  const from = lowest > 0 ? lowest : 0;
  const over = Math.ceil(from / step) * step;
  const above = over === Number(exclusiveMinimum) ? over + step : over;
  if (above <= highest && above >= lowest) return above;
  const below = Math.floor(highest / step) * step;
  const under = below === Number(exclusiveMaximum) ? below - step : below;
  return isWhole ? Math.floor(under) : under;
}
