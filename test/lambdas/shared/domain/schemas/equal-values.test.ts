import { isDeepStrictEqual } from "node:util";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  type JsonSchema,
  MAX_CHECK_STEPS,
} from "../../../../../lambdas/shared/domain/event-type.ts";
import { makePayloadChecker } from "../../../../../lambdas/shared/domain/schemas/payload-checker.ts";
import { stepBudget } from "../../../../../lambdas/shared/domain/step-budget.ts";
import { forAll, forAllIn } from "../../../../support/for-all.ts";
import { payloadArbitrary } from "../../../../support/json-schema-arbitrary.ts";

/** What is wrong with a payload; the steps of one check suffice. */
const check = (schema: JsonSchema, payload: unknown) =>
  makePayloadChecker(schema)(payload, stepBudget(MAX_CHECK_STEPS));

describe("a value", () => {
  test("takes a number for a multiple as it is written in decimal", () => {
    const isMultiple = (value: unknown, multipleOf: number) =>
      check({ properties: { a: { multipleOf } } }, { a: value }).length === 0;
    const of: [number, number, boolean][] = [
      [0.3, 0.1, true],
      [0.35, 0.1, false],
      [19.99, 0.01, true],
      [1e22, 7, false],
      [7e22, 7, true],
      [123_456_789_012_345.67, 0.01, true],
      [999_999_999_999_999.9, 0.1, true],
      [-4.5, 1.5, true],
      [0, 3, true],
      [1e300, 1e-300, true],
      [1e-300, 1e300, false],
      [2 ** 53, 3, false],
      [Infinity, 1, false],
      [1e30, 1e25, true],
      [1e-30, 1e-25, false],
      [3e-25, 1e-25, true],
      [3e-50, 1e-25, false],
      [6e300, 0.003, true],
      [1e300, 0.003, false],
      [123_456_789e30, 123_456_789, true],
      [123_456_788e30, 123_456_789, false],
      [1e300, 1, true],
    ];
    for (const [value, by, expected] of of)
      expect([value, by, isMultiple(value, by)]).toEqual([value, by, expected]);
    const short = fc.tuple(
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.nat(6),
      fc.integer({ min: 1, max: 1000 }),
      fc.nat(6),
    );
    forAllIn(2000, short, ([digits, places, by, byPlaces]) => {
      const [value, divisor] = [Number(`${digits}e-${places}`), Number(`${by}e-${byPlaces}`)];
      const scaled = 10n ** 12n;
      const exact = (number: number, down: number) =>
        (BigInt(number) * scaled) / 10n ** BigInt(down);
      expect(isMultiple(value, divisor)).toBe(exact(digits, places) % exact(by, byPlaces) === 0n);
    });
  });

  test("finds objects and lists among many by their members, in whatever order these stand", () => {
    const among = { enum: [{ a: 1, b: [1, { c: null }] }, [], {}, [[0]], "{}", 1] };
    const isAmong = (value: unknown) => check(among, value).length === 0;
    expect([{ b: [1, { c: null }], a: 1 }, [], {}, [[-0]], "{}", 1].map(isAmong)).not.toContain(
      false,
    );
    const others = [
      { a: 1 },
      { a: 1, b: [1, { c: 0 }] },
      [[]],
      [[[0]]],
      [1],
      "[]",
      null,
      { a: "1".repeat(99) },
    ];
    expect(others.map(isAmong)).not.toContain(true);
    expect([[Infinity], [null]].map((value) => check({ const: [null] }, value).length)).toEqual([
      1, 0,
    ]);
  });

  test("that is a text has a length in characters, whatever their planes", () => {
    const fits = (text: string, schema: JsonSchema) =>
      check({ properties: { a: schema } }, { a: text }).length === 0;
    for (const [text, length] of [
      ["", 0],
      ["ab", 2],
      ["😀b", 2],
      ["a😀😀", 3],
      ["\ud83d", 1],
      ["\ude00\ud83d", 2],
    ] as const) {
      expect([text, fits(text, { minLength: length, maxLength: length })]).toEqual([text, true]);
      expect([text, fits(text, { minLength: length + 1 })]).toEqual([text, false]);
      expect([text, fits(text, { maxLength: length - 1 })]).toEqual([text, false]);
    }
    const budget = stepBudget(3);
    const schema = { properties: { a: { minLength: 99 } } };
    expect(makePayloadChecker(schema)({ a: "😀".repeat(50) }, budget)).toBe("unchecked");
  });

  test("that is a text matches a pattern, also one whose cost nobody knows", () => {
    const schema = { properties: { a: { pattern: "^(?=b)b", maxLength: 5 } } };
    expect(check(schema, { a: "b" })).toEqual([]);
    expect(check(schema, { a: "a" })).toHaveLength(1);
  });

  test("is the same as one of an enum or not, as JSON has it, whatever the values", () => {
    const value = payloadArbitrary;
    forAll(fc.array(value, { minLength: 1, maxLength: 4 }), value, (values, other) => {
      const isSame = values.some((one) => isDeepStrictEqual(one, other));
      expect(check({ enum: values }, other).length === 0).toBe(isSame);
      expect(check({ enum: values }, structuredClone(values.at(-1)))).toEqual([]);
    });
  });
});
