import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { schemaLoad } from "../../../../../lambdas/config-api/event-types/domain/schema-load.ts";
import { schemaErrors } from "../../../../../lambdas/config-api/event-types/domain/schema-rules.ts";
import {
  type JsonSchema,
  MAX_CHECK_STEPS,
} from "../../../../../lambdas/shared/domain/event-type.ts";
import { compileSchema } from "../../../../../lambdas/shared/domain/schemas/compile-schema.ts";
import { makePayloadChecker } from "../../../../../lambdas/shared/domain/schemas/payload-checker.ts";
import { stepBudget } from "../../../../../lambdas/shared/domain/step-budget.ts";
import { list, ofItems, stepsOf, times } from "../../../../support/check-steps.ts";
import { ownSchemaArbitrary, payloadArbitrary } from "../../../../support/json-schema-arbitrary.ts";

/** What is wrong with a payload; the steps of one check suffice. */
const check = (schema: JsonSchema, payload: unknown) =>
  makePayloadChecker(schema)(payload, stepBudget(MAX_CHECK_STEPS));

describe("the steps of a check", () => {
  test("are one for each schema that meets a value, and for each member that is looked at", () => {
    expect(stepsOf({}, {})).toBe(1);
    expect(stepsOf({ properties: { a: { type: "number" } } }, { a: 1, b: 2 })).toBe(4);
    expect(stepsOf({ required: ["a", "b"] }, { a: 1 })).toBeGreaterThan(2);
    expect(stepsOf({ allOf: [{}, {}, {}] }, {})).toBe(4);
    const enumeration = times(10_000, (index) => `value ${index}`);
    expect(stepsOf({ properties: { a: { enum: enumeration } } }, { a: "value 9999" })).toBe(3);
    expect(stepsOf({ enum: times(1000, (index) => ({ index })) }, { index: 999 })).toBe(12);
  });

  test("are not taken by a pattern for a text that is longer than it was judged for", () => {
    const schema = { properties: { a: { pattern: "^(?:a|b)*c$", maxLength: 4 } } };
    expect(stepsOf(schema, { a: "a".repeat(4097) })).toBeLessThan(500);
    expect(check(schema, { a: "a".repeat(4097) })).toEqual([
      { path: "a", message: "expected at most 4 characters, got a string" },
    ]);
  });

  test("of a pattern are those of the worst text of its length, and those to make it at its first", () => {
    const pattern = (text: string) => ofItems({ pattern: text, maxLength: 64 });
    const first = stepsOf(pattern("a*b"), { a: ["b"] });
    expect(first).toBeGreaterThan(10_000);
    expect(stepsOf(pattern("a*b\\p{L}?"), { a: ["b"] })).toBeGreaterThan(20_000);
    expect(stepsOf(pattern("a*b"), { a: ["b", "b".repeat(64)] }) - first).toBeGreaterThan(2000);
    const verdict = makePayloadChecker(pattern("a*b"))({ a: ["b"] }, stepBudget(9999));
    expect(verdict).toBe("unchecked");
  });

  test("end soon after the budget, and nothing is said then", () => {
    const budget = stepBudget(1000);
    const schema = ofItems({ allOf: times(40, () => ({ items: { not: { type: "null" } } })) });
    expect(makePayloadChecker(schema)(list("1,"), budget)).toBe("unchecked");
    expect(budget.left).toBeGreaterThan(-10);
  });

  test("suffice for no more than that a payload does not fit, if they end while its places are looked for", () => {
    const payload = { a: [...times(1000, () => 1), "x"] };
    const schema = ofItems({ type: "number" });
    expect(makePayloadChecker(schema)(payload, stepBudget(1010))).toEqual([
      { path: "", message: "does not fit the schema of its event type" },
    ]);
    expect(check(schema, payload)).toEqual([
      { path: "a[1000]", message: "expected a number, got a string" },
    ]);
  });

  test("bound what is told of members whose names are not shown: they all lead to one path", () => {
    const forms = times(40, (index) => ({ enum: times(20, (value) => `${index} ${value}`) }));
    const schema = { type: "object", additionalProperties: { allOf: forms } };
    const members = times(29_000, (index) => [`+${index.toString(36)}`, 0] as const);
    expect(schemaErrors(schema)).toEqual([]);
    const before = process.cpuUsage();
    const errors = check(schema, Object.fromEntries(members));
    expect(errors).toMatchObject([{ path: "?" }]);
    // Of 1.2 million misfits not one for each message is written: that takes 4 s.
    expect(process.cpuUsage(before).user).toBeLessThan(1_500_000);
  });

  test("are as many as the load of a schema says, at most, whatever schema and payload", () => {
    fc.assert(
      fc.property(ownSchemaArbitrary, payloadArbitrary, (schema, payload) => {
        const fits = compileSchema(schema)(schema);
        const budget = stepBudget(1e9);
        fits(payload, budget); // patterns are made
        budget.left = 1e9;
        fits(payload, budget);
        const values = Math.ceil(JSON.stringify(payload).length / 2);
        expect(1e9 - budget.left).toBeLessThanOrEqual(schemaLoad(schema, Infinity) * values);
      }),
      {
        numRuns: 1000,
        examples: [[{ properties: {}, required: ["a"], allOf: [{ if: false }] }, {}]],
      },
    );
  });
});
