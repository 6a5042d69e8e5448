import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { schemaErrors } from "../../../../../lambdas/config-api/event-types/domain/schema-rules.ts";
import { forAllIn } from "../../../../support/for-all.ts";
import { ownSchemaArbitrary } from "../../../../support/json-schema-arbitrary.ts";

// oxlint-disable-next-line unicorn/no-thenable -- a keyword of schemas, not of promises
const THEN = "then";

/** A schema with one member `a`. */
const withA = (a: unknown) => ({ type: "object", properties: { a } });

type Refused = [schema: unknown, path: string, message: string, hint: string];

/** Refusals of what a member says, by its keyword. */
const ofMember = (rows: Refused[]) =>
  rows.map(([member, keyword, ...rest]): Refused => [
    withA(member),
    `properties.a.${keyword}`,
    ...rest,
  ]);

const pathsOf = (schema: unknown) => schemaErrors(schema).map(({ path }) => path);

const nested = (levels: number): unknown =>
  levels === 1 ? { type: "object" } : { type: "object", properties: { a: nested(levels - 1) } };

const many = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, value]));

/** Each definition refers to the next one twice: 2^n schemas when written out. */
const doubling = (count: number) => ({
  type: "object",
  allOf: [{ $ref: "#/$defs/D0" }],
  $defs: Object.fromEntries(
    Array.from({ length: count }, (_, index): [string, unknown] => [
      `D${index}`,
      index === count - 1
        ? {}
        : { allOf: [{ $ref: `#/$defs/D${index + 1}` }, { $ref: `#/$defs/D${index + 1}` }] },
    ]),
  ),
});

describe("schemaErrors", () => {
  test.each([
    { type: "object" },
    { $schema: "https://json-schema.org/draft/2020-12/schema", type: "object", required: ["a"] },
    withA({ type: ["string", "null"], minLength: 1, maxLength: 64, format: "email" }),
    withA({ type: "string", maxLength: 10, pattern: "^\\d{4}-\\d{2}-\\d{2}$" }),
    withA({ maxLength: 320, pattern: "^[^@\\s]{1,64}@[^@\\s]{1,255}$" }),
    withA({ type: "number", minimum: 0, multipleOf: 0.01 }),
    withA({ enum: ["A", null, 3], description: "d", title: "t", $comment: "c", deprecated: true }),
    withA({ const: { type: "SENTINEL", uniqueItems: true }, default: 1, examples: [{ $ref: 1 }] }),
    withA({ type: "number", minimum: 0, maximum: 1e9, exclusiveMinimum: -1, multipleOf: 0.01 }),
    withA({ prefixItems: [{ type: "string" }, true], items: false, minItems: 1, maxItems: 2 }),
    withA({ anyOf: [{ type: "string" }], oneOf: [true], allOf: [false], not: { type: "null" } }),
    withA({ if: { type: "string" }, [THEN]: { minLength: 1 }, else: false }),
    { ...withA({ $ref: "#/$defs/Money" }), $defs: { Money: { type: "number" } } },
    { type: "object", properties: { $ref: { type: "string" }, pattern: true, uniqueItems: {} } },
    { type: "object", minProperties: 1, maxProperties: 9, additionalProperties: false },
    nested(20),
    { type: "object", properties: many(499, true) },
    { ...withA({}), description: "x".repeat(32_000) },
    doubling(4),
  ])("has nothing against %j", (schema) => {
    expect(schemaErrors(schema)).toEqual([]);
  });

  test.each<Refused>([
    [null, "", "is not an object", "use a JSON Schema"],
    [true, "", "is not an object", "use a JSON Schema"],
    [[], "", "is not an object", "use a JSON Schema"],
    ["x", "", "is not an object", "use a JSON Schema"],
    [{}, "type", "is missing", 'say type: "object"'],
    [{ type: "string" }, "type", "is not object", 'say type: "object"'],
    [{ type: ["object"] }, "type", "is not object", 'say type: "object"'],
    [withA(1), "properties", "is malformed", "use an object of schemas by name"],
    [{ type: "object", properties: [] }, "properties", "is malformed", "use an object of schemas"],
    [{ type: "object", properties: { "\ud800": {} } }, "properties", "is malformed", "by name"],
    [{ type: "object", required: "a" }, "required", "is malformed", "use a list of names"],
    [{ type: "object", required: ["a", "a"] }, "required", "is malformed", "each once"],
    [{ type: "object", required: [1] }, "required", "is malformed", "use a list of names"],
    [{ type: "object", additionalProperties: 1 }, "additionalProperties", "is malformed", "schema"],
    [
      { type: "object", $schema: "http://json-schema.org/draft-07/schema#" },
      "$schema",
      "is malformed",
      "2020-12",
    ],
    [
      { type: "object", allOf: [{ items: { foo: 1 } }] },
      "allOf[0].items.foo",
      "foo is not a known keyword",
      "known keywords",
    ],
    [
      { ...withA({ $ref: "#/$defs/toString" }), $defs: {} },
      "properties.a.$ref",
      "refers to nothing in $defs",
      "#/$defs/Name",
    ],
    [
      { ...withA({ $ref: "https://example.com/#/$defs/A" }), $defs: { A: {} } },
      "properties.a.$ref",
      "refers to nothing in $defs",
      "#/$defs/Name",
    ],
    [
      {
        type: "object",
        properties: many(11, { pattern: "^\\p{L}{1,5}\\P{L}".repeat(5), maxLength: 9 }),
      },
      "",
      "names too many classes of Unicode",
      "at most 50",
    ],
    [
      withA({ allOf: [{ multipleOf: 0.123456789 }, { multipleOf: 0.987654321 }] }),
      "",
      "checks one value too often",
      "multipleOf and costly patterns count for several",
    ],
    [
      { ...withA({ $ref: "#/$defs/A" }), $defs: { A: { items: { $ref: "#/$defs/A" } } } },
      "$defs.A",
      "refers back to itself",
      "schemas cannot be recursive",
    ],
    [
      { type: "object", $defs: { A: { $ref: "#/$defs/B" }, B: { not: { $ref: "#/$defs/A" } } } },
      "$defs.A",
      "refers back to itself",
      "schemas cannot be recursive",
    ],
    [nested(21), "", "is too deep", "at most 20 levels of schemas"],
    [{ type: "object", properties: many(500, true) }, "", "has too many schemas", "at most 500"],
    [doubling(6), "", "checks one value too often", "at most 100 schemas"],
    [doubling(10), "", "checks one value too often", "at most 100 schemas"],
    [doubling(12), "", "is too large", "at most 5000"],
    [doubling(150), "", "is too large", "at most 5000"],
    [{ type: "object", description: "x".repeat(32_768) }, "", "is too long", "32768 characters"],
    [{ type: "object", enum: Array.from({ length: 33_000 }, () => 1) }, "", "is too long", "32768"],
    [{ type: "object", default: undefined }, "", "is not JSON", "use JSON"],
    [{ type: "object", default: 1n }, "", "is not JSON", "use JSON"],
    ...ofMember([
      [{ type: "text" }, "type", "is malformed", "string, number, integer"],
      [{ type: [] }, "type", "is malformed", "one or several of"],
      [{ type: ["null", "null"] }, "type", "is malformed", "one or several of"],
      [{ type: { a: 1 } }, "type", "is malformed", "one or several of"],
      [{ items: [{}] }, "items", "is malformed", "use a schema"],
      [{ prefixItems: [] }, "prefixItems", "is malformed", "at least one schema"],
      [{ anyOf: [1] }, "anyOf", "is malformed", "at least one schema"],
      [{ allOf: {} }, "allOf", "is malformed", "at least one schema"],
      [{ not: null }, "not", "is malformed", "use a schema"],
      [{ enum: [] }, "enum", "is malformed", "at least one value"],
      [{ enum: "A" }, "enum", "is malformed", "at least one value"],
      [{ examples: "A" }, "examples", "is malformed", "use a list"],
      [{ minLength: -1 }, "minLength", "is malformed", "0 or more"],
      [{ maxLength: 1.5 }, "maxLength", "is malformed", "a whole number"],
      [{ maxItems: "1" }, "maxItems", "is malformed", "a whole number"],
      [{ minimum: "1" }, "minimum", "is malformed", "use a number"],
      [{ maximum: Infinity }, "maximum", "is malformed", "use a number"],
      [{ multipleOf: 0 }, "multipleOf", "is malformed", "above 0"],
      [{ multipleOf: true }, "multipleOf", "is malformed", "above 0"],
      [{ title: 1 }, "title", "is malformed", "use a text"],
      [{ format: 1 }, "format", "is malformed", "use a text"],
      [{ deprecated: 1 }, "deprecated", "is malformed", "true or false"],
      [{ pattern: 1 }, "pattern", "is malformed", "use a text"],
      [{ uniqueItems: true }, "uniqueItems", "uniqueItems is not a known keyword", "leave it out"],
      [
        { patternProperties: {} },
        "patternProperties",
        "patternProperties is not a known keyword",
        "known keywords: type, properties, required",
      ],
      [{ $id: "x" }, "$id", "$id is not a known keyword", "known keywords"],
      [{ "a b": 1 }, "?", "is not a known keyword", "known keywords"],
      [{ constructor: 1 }, "constructor", "constructor is not a known keyword", "known"],
      [{ $ref: "#/$defs/A" }, "$ref", "refers to nothing in $defs", "#/$defs/Name"],
      [{ $ref: "#" }, "$ref", "refers to nothing in $defs", "#/$defs/Name"],
      [{ $ref: 1 }, "$ref", "is malformed", "use a text"],
      [{ $defs: {} }, "$defs", "is not at the root", "move it to the root"],
      [{ pattern: "^a$" }, "pattern", "has no maxLength", "at most 4096"],
      [{ pattern: "^a$", maxLength: 4097 }, "pattern", "has no maxLength", "at most 4096"],
      [
        { pattern: "(?=a)", maxLength: 5 },
        "pattern",
        "is not a pattern whose cost can be told",
        "without lookaround",
      ],
      [
        { pattern: "(", maxLength: 5 },
        "pattern",
        "is not a pattern whose cost can be told",
        "256 characters",
      ],
      [
        { pattern: "^(a+)+$", maxLength: 64 },
        "pattern",
        "may take too long to match",
        "lower the maxLength",
      ],
      [
        { pattern: "^[a-z]+ [a-z]+$", maxLength: 200 },
        "pattern",
        "may take too long to match",
        "lower the maxLength",
      ],
    ]),
  ])("refuses %o", (schema, path, message, hint) => {
    const [refusal, ...others] = schemaErrors(schema);
    expect(refusal?.path).toBe(path);
    expect(refusal?.message).toContain(message);
    expect(refusal?.hint).toContain(hint);
    expect(others).toEqual([]);
  });

  test("ends on schemas without end, and on nesting of any depth", () => {
    const circle: Record<string, unknown> = { type: "object" };
    circle["not"] = circle;
    const deep: unknown = JSON.parse(
      `{"type":"object","default":${"[".repeat(16_000)}${"]".repeat(16_000)}}`,
    );
    for (const schema of [circle, deep]) {
      expect(schemaErrors(schema)).toMatchObject([{ path: "", message: "is too deep" }]);
    }
  });

  test("tells ten refusals at most", () => {
    expect(schemaErrors({ type: "object", properties: many(50, { foo: 1 }) })).toHaveLength(10);
    const circles = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`D${index}`, { $ref: `#/$defs/D${index}` }]),
    );
    expect(schemaErrors({ type: "object", $defs: circles })).toHaveLength(10);
  });

  test("tells several at once, each with its place", () => {
    const schema = { properties: { a: { foo: 1, minLength: -1 } }, items: { type: "x" } };
    expect(pathsOf(schema)).toEqual(
      ["type", "items.type", "properties.a.foo", "properties.a.minLength"].toSorted(
        (left, right) => pathsOf(schema).indexOf(left) - pathsOf(schema).indexOf(right),
      ),
    );
  });

  test("never quotes a value", () => {
    const value = "(SENTINEL VALUE";
    const keywords = ["type", "enum", "pattern", "$ref", "$schema", "minLength", "items", "anyOf"];
    for (const keyword of keywords) {
      const refusals = schemaErrors(withA({ [keyword]: value, maxLength: 4096 }));
      expect(refusals).toHaveLength(1);
      expect(JSON.stringify(refusals)).not.toContain("SENTINEL");
    }
    expect(JSON.stringify(schemaErrors(withA({ [value]: 1 })))).not.toContain("SENTINEL");
  });

  test("takes every schema of the allowed keywords", () => {
    forAllIn(500, ownSchemaArbitrary, (schema) => {
      const refusals = schemaErrors(schema);
      fc.pre(refusals[0]?.message !== "checks one value too often");
      expect(refusals).toEqual([]);
    });
  });

  test("never throws, whatever it is given", () => {
    const keyword = fc.constantFrom(
      ...["type", "properties", "items", "allOf", "$defs", "$ref", "pattern", "maxLength", "enum"],
    );
    const anything = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom("object", "#/$defs/type", "^a", 5, -1, true, null, undefined),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(keyword, tie("value"), { maxKeys: 4 }),
      ),
    })).value;
    forAllIn(2000, fc.oneof(anything, fc.anything()), (schema) => {
      expect(schemaErrors(schema).length).toBeLessThanOrEqual(10);
    });
  });
});
