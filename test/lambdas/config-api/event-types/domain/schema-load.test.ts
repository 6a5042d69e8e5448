import { describe, expect, test } from "vitest";

import { schemaLoad } from "../../../../../lambdas/config-api/event-types/domain/schema-load.ts";
import { schemaErrors } from "../../../../../lambdas/config-api/event-types/domain/schema-rules.ts";
import type { JsonSchema } from "../../../../../lambdas/shared/domain/event-type.ts";

const MOST = 100;
const load = (schema: JsonSchema): number => schemaLoad(schema, MOST);
const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
const STRING = { type: "string" };

describe("schemaLoad", () => {
  test.each<[JsonSchema, number]>([
    [{ type: "object" }, 1],
    [{ properties: { a: STRING, b: { properties: { c: STRING } } } }, 2],
    [{ allOf: [{}, {}], anyOf: [{}], oneOf: [true, false] }, 6],
    // oxlint-disable-next-line unicorn/no-thenable -- a schema's keyword
    [{ not: {}, if: {}, then: {}, else: {} }, 5],
    [{ $ref: "#/$defs/A", $defs: { A: { allOf: [{}, {}] } } }, 4],
    // Each of these meets the member a: its own, those of two others, and the one for what has no
    // name.
    [
      {
        properties: { a: {} },
        allOf: [
          { properties: { a: {} } },
          { additionalProperties: { allOf: [{}] } },
          { properties: { b: {} } },
        ],
      },
      // At the root four look at members, which is two steps each.
      8,
    ],
    [{ properties: { a: {} }, additionalProperties: { allOf: [{}, {}] } }, 3],
    [{ items: { allOf: [{}] }, prefixItems: [{}, { allOf: [{}, {}] }] }, 3],
    [{ items: { allOf: [{}] }, anyOf: [{ prefixItems: [{}] }] }, 3],
    [{ enum: names(100) }, 1],
    [{ enum: [1, {}] }, 6],
    [{ const: [1] }, 6],
    [{ multipleOf: 0.01 }, 9],
    [{ multipleOf: 0.123456789 }, 61],
    [{ required: names(60) }, 1],
    [{ properties: Object.fromEntries(names(100).map((name) => [name, true])) }, 2],
    [{ pattern: "^[A-Z]{3}$", maxLength: 3 }, 1],
    [{ pattern: "(?=a)", maxLength: 3 }, 1],
    // 373 steps for each character of a text.
    [{ pattern: "^[^@\\s]{1,64}@[^@\\s]{1,255}$", maxLength: 320 }, 94],
  ])("of %j is %i", (schema, expected) => {
    expect(load(schema)).toBe(expected);
  });

  test("is more than allowed for what would keep a validator busy for seconds", () => {
    const many = {
      type: "object",
      properties: { a: { allOf: names(100).map(() => ({ minimum: 0 })) } },
    };
    expect(load(many)).toBeGreaterThan(MOST);
    const elements = {
      type: "object",
      properties: { a: { allOf: names(240).map(() => ({ items: { minimum: 0 } })) } },
    };
    expect(load(elements)).toBeGreaterThan(MOST);
    for (const schema of [many, elements]) {
      expect(schemaErrors(schema)).toMatchObject([{ message: "checks one value too often" }]);
    }
  });

  test("is infinite where ways into a payload multiply beyond measure", () => {
    // Two chains of ten levels: one has names at even levels, the other at odd ones; together 6^10
    // ways.
    const chain = (level: number, parity: number): JsonSchema | true => {
      if (level === 0) return true;
      const inner = { $ref: `#/$defs/L${level - 1}_${parity}` };
      return level % 2 === parity
        ? { properties: Object.fromEntries(names(6).map((name) => [name, inner])) }
        : { additionalProperties: inner };
    };
    const levels = Array.from({ length: 11 }, (_, level) => level);
    const $defs = Object.fromEntries(
      levels.flatMap((level) =>
        [0, 1].map((parity): [string, unknown] => [`L${level}_${parity}`, chain(level, parity)]),
      ),
    );
    const both = { allOf: [{ $ref: "#/$defs/L10_0" }, { $ref: "#/$defs/L10_1" }], $defs };
    expect(load(both)).toBe(Infinity);
  });
});
