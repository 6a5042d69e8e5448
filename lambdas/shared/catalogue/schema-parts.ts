import type { EventType, JsonSchema } from "../domain/event-type.ts";

/**
 * Pieces of the built-in schemas. Their keywords are those that compile without runtime helpers: no
 * `minLength`, `maxLength`, `uniqueItems` or `format`. Nothing closes an object: a member that no
 * document lists passes through.
 */
export const STRING = { type: "string" } as const;
export const BOOLEAN = { type: "boolean" } as const;
export const NUMBER = { type: "number" } as const;
export const STRING_OR_NULL = { type: ["string", "null"] } as const;

/** How often something happened. */
export const COUNT = { type: "integer", minimum: 0 } as const;

/** An object of which only these members are known, all of them optional. */
export function objectOf(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: "object", properties };
}

/** The root of a payload. `rules` are further keywords, for what depends on several members. */
export function payloadSchema({
  properties,
  required = Object.keys(properties),
  rules,
}: {
  /** @default - all members */
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly rules?: JsonSchema;
}): JsonSchema {
  const $schema = "https://json-schema.org/draft/2020-12/schema";
  return { $schema, type: "object", required, properties, ...rules };
}

/** The same schema for each of these members. */
export function each(schema: JsonSchema, ...names: string[]): Record<string, JsonSchema> {
  return Object.fromEntries(names.map((name) => [name, schema]));
}

/** A rule for objects whose members fit `condition`. */
export function when(
  condition: Readonly<Record<string, JsonSchema>>,
  rule: JsonSchema,
): JsonSchema {
  // oxlint-disable-next-line unicorn/no-thenable -- JSON Schema calls it so
  return { if: { properties: condition }, then: rule };
}

/** What the catalogue adds to a built-in event type: name, system, attributes are the profile's. */
export type CatalogueText = Required<Pick<EventType, "description" | "schema" | "example">>;
