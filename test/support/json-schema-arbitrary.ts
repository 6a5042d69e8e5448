import fc from "fast-check";

import type { JsonSchema } from "../../lambdas/shared/domain/event-type.ts";

/** Names that schemas and payloads share, so that they meet. */
const name = fc.constantFrom("a", "b", "c", "a/b", "~", "%41", "é", "$ref", "anyOf", "properties");

const scalar = fc.constantFrom("", "a", "ab", "AB", "2026", 0, 1, 2, 1.5, -1, true, false, null);

/** Any JSON with those names. */
const payloadValueArbitrary: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** A JSON object with those names. */
export const payloadArbitrary = fc.dictionary(name, payloadValueArbitrary, {
  maxKeys: 4,
  noNullPrototype: true,
});

const some = (shape: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<JsonSchema> =>
  fc.record(shape, { requiredKeys: [], noNullPrototype: true });

const count = fc.nat(3);
const number = fc.constantFrom(-1, 0, 1, 1.5, 2);
const typeName = fc.constantFrom(
  "string",
  "number",
  "integer",
  "boolean",
  "object",
  "array",
  "null",
);

const annotations = some({
  title: fc.constant("title"),
  description: fc.constant("description"),
  examples: fc.array(payloadValueArbitrary, { maxLength: 2 }),
  default: payloadValueArbitrary,
  deprecated: fc.boolean(),
  $comment: fc.constant("comment"),
  format: fc.constantFrom("email", "date", "constructor"),
});

const text = some({
  type: fc.constant("string"),
  minLength: count,
  pattern: fc.constantFrom("^[A-Z]{2}$", "^a", "^\\d{4}$"),
}).map((schema) => ({ ...schema, maxLength: 4 }));

const numeric = some({
  type: fc.constantFrom("number", "integer"),
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: fc.constantFrom(1, 2, 0.5),
});

const oneOfValues = fc.oneof(
  fc.record({
    enum: fc.uniqueArray(payloadValueArbitrary, {
      minLength: 1,
      maxLength: 3,
      selector: (value) => JSON.stringify(value),
    }),
  }),
  fc.record({ const: payloadValueArbitrary }),
  fc.record({ type: fc.oneof(typeName, fc.uniqueArray(typeName, { minLength: 1, maxLength: 3 })) }),
) as fc.Arbitrary<JsonSchema>;

/** Schemas inside a schema; `true` and `false` are some. */
const inner = fc.letrec<{ schema: JsonSchema | boolean; list: (JsonSchema | boolean)[] }>(
  (tie) => ({
    list: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }),
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.boolean(),
      text,
      numeric,
      oneOfValues,
      annotations,
      fc.constantFrom<JsonSchema>({ $ref: "#/$defs/A" }, { $ref: "#/$defs/B", type: "string" }),
      some({
        type: fc.constant("object"),
        properties: fc.dictionary(name, tie("schema"), { maxKeys: 3, noNullPrototype: true }),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        additionalProperties: tie("schema"),
        minProperties: count,
        maxProperties: count,
      }),
      some({
        type: fc.constant("array"),
        items: tie("schema"),
        prefixItems: tie("list"),
        minItems: count,
        maxItems: count,
      }),
      some({ allOf: tie("list"), anyOf: tie("list") }),
      some({ oneOf: tie("list"), not: tie("schema") }),
      // oxlint-disable-next-line unicorn/no-thenable -- a schema's keyword
      some({ if: tie("schema"), then: tie("schema"), else: tie("schema") }),
    ),
  }),
).schema;

/** A schema of an application's own, with every allowed keyword, and nothing that is refused. */
export const ownSchemaArbitrary: fc.Arbitrary<JsonSchema> = fc
  .record({
    properties: fc.dictionary(name, inner, { maxKeys: 4, noNullPrototype: true }),
    rest: some({
      additionalProperties: inner,
      required: fc.uniqueArray(name, { maxLength: 2 }),
      allOf: fc.array(inner, { minLength: 1, maxLength: 2 }),
    }),
    notes: annotations,
    A: fc.oneof(text, numeric, oneOfValues),
    B: fc.oneof(text, fc.constant<JsonSchema>({ $ref: "#/$defs/A" })),
  })
  .map(({ properties, rest, notes, A, B }) => ({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties,
    ...rest,
    ...notes,
    $defs: { A, B },
  }));
