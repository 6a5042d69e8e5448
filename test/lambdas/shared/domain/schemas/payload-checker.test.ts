import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { schemaErrors } from "../../../../../lambdas/config-api/event-types/domain/schema-rules.ts";
import {
  type JsonSchema,
  MAX_CHECK_STEPS,
  type PayloadError,
} from "../../../../../lambdas/shared/domain/event-type.ts";
import { makePayloadChecker } from "../../../../../lambdas/shared/domain/schemas/payload-checker.ts";
import { stepBudget } from "../../../../../lambdas/shared/domain/step-budget.ts";
import { forAllIn } from "../../../../support/for-all.ts";
import { ownSchemaArbitrary, payloadArbitrary } from "../../../../support/json-schema-arbitrary.ts";

// oxlint-disable-next-line unicorn/no-thenable -- a keyword of schemas, not of promises
const THEN = "then";

/** What is wrong with a payload; the steps of one check suffice. */
function check(schema: JsonSchema, payload: unknown): readonly PayloadError[] {
  const verdict = makePayloadChecker(schema)(payload, stepBudget(MAX_CHECK_STEPS));
  if (verdict === "unchecked") throw new Error("it took more steps than a check may take");
  return verdict;
}

const card: JsonSchema = {
  type: "object",
  required: ["event", "card_transaction", "network"],
  properties: {
    event: { const: "CARD_TRANSACTION" },
    network: { $ref: "#/$defs/Network" },
    card_transaction: {
      type: "object",
      required: ["id", "currency"],
      properties: {
        id: { type: "string", minLength: 3 },
        currency: { type: "string", maxLength: 3, pattern: "^[A-Z]{3}$" },
        amount: { type: "number", minimum: 0 },
        count: { type: "integer" },
      },
      additionalProperties: false,
    },
    fee_details: {
      type: "array",
      maxItems: 2,
      items: { type: "object", properties: { amount: { type: "number" } }, required: ["amount"] },
    },
    note: { anyOf: [{ type: "string" }, { type: "object", required: ["text"] }] },
    reference: { oneOf: [{ type: "string" }, { type: "number" }, { type: "number", minimum: 5 }] },
  },
  $defs: { Network: { enum: ["VISA", "MASTERCARD"] } },
};

const valid = {
  event: "CARD_TRANSACTION",
  network: "VISA",
  card_transaction: { id: "abc", currency: "USD", amount: 5, count: 1 },
  fee_details: [{ amount: 1 }],
  note: "n",
  reference: "r",
};

const transaction = (changes: object) => ({
  ...valid,
  card_transaction: { ...valid.card_transaction, ...changes },
});

describe("makePayloadChecker", () => {
  test("finds nothing wrong with a valid payload", () => {
    expect(check(card, valid)).toEqual([]);
    expect(check({}, null)).toEqual([]);
  });

  test.each<[unknown, string, string]>([
    [[], "", "expected an object, got a list"],
    [null, "", "expected an object, got null"],
    [{ ...valid, event: "SENTINEL" }, "event", "expected CARD_TRANSACTION, got a string"],
    [{ ...valid, event: "VISA" }, "event", "expected CARD_TRANSACTION, got VISA"],
    [
      { ...valid, network: "SENTINEL" },
      "network",
      "expected one of VISA, MASTERCARD, got a string",
    ],
    [{ ...valid, card_transaction: 5 }, "card_transaction", "expected an object, got a number"],
    [transaction({ id: 5 }), "card_transaction.id", "expected a string, got a number"],
    [
      transaction({ id: "SE" }),
      "card_transaction.id",
      "expected at least 3 characters, got a string",
    ],
    [transaction({ id: undefined }), "card_transaction.id", "is missing; expected a string"],
    [transaction({ amount: -1 }), "card_transaction.amount", "expected at least 0, got a number"],
    [
      transaction({ count: 1.5 }),
      "card_transaction.count",
      "expected a whole number, got a number with a fraction",
    ],
    [
      transaction({ currency: "sen" }),
      "card_transaction.currency",
      "expected text that matches ^[A-Z]{3}$, got a string",
    ],
    [
      transaction({ currency: "SENTINEL" }),
      "card_transaction.currency",
      "expected at most 3 characters, got a string",
    ],
    [transaction({ SENTINEL_1: 1 }), "card_transaction.SENTINEL_1", "is not allowed"],
    [transaction({ "SENTINEL VALUE": 1 }), "card_transaction.?", "is not allowed"],
    [transaction({ ["x".repeat(65)]: 1 }), "card_transaction.?", "is not allowed"],
    [
      { ...valid, fee_details: [{ amount: 1 }, { amount: "SENTINEL" }] },
      "fee_details[1].amount",
      "expected a number, got a string",
    ],
    [{ ...valid, fee_details: [{}] }, "fee_details[0].amount", "is missing; expected a number"],
    [
      { ...valid, fee_details: [{}, {}, {}].map(() => ({ amount: 1 })) },
      "fee_details",
      "expected at most 2 elements, got a list",
    ],
    [{ ...valid, network: undefined }, "network", "is missing; expected one of VISA, MASTERCARD"],
    [
      { ...valid, note: 5 },
      "note",
      "expected one of the allowed forms, got a number that fits none",
    ],
    [
      { ...valid, note: { SENTINEL: 1 } },
      "note",
      "expected one of the allowed forms, got an object that fits none",
    ],
    [
      { ...valid, reference: 8.5 },
      "reference",
      "expected one of the allowed forms, got a number that fits several",
    ],
    [{ ...valid, reference: "r" }, "", ""],
  ])("of %j tells of %s that it %s", (payload, path, message) => {
    const json: unknown = JSON.parse(JSON.stringify(payload));
    expect(check(card, json)).toEqual(message === "" ? [] : [{ path, message }]);
  });

  test("tells that a value fits none of the forms of a oneOf", () => {
    const schema = { properties: { a: { oneOf: [{ type: "string" }, { type: "null" }] } } };
    expect(check(schema, { a: 1 })).toEqual([
      { path: "a", message: "expected one of the allowed forms, got a number that fits none" },
    ]);
  });

  test("names a missing member that no schema describes, and each of several", () => {
    expect(check({ required: ["a", "b c"], properties: { a: true } }, {})).toEqual([
      { path: "a", message: "is missing" },
      { path: "?", message: "is missing" },
    ]);
  });

  test("tells what the branch of a condition wants", () => {
    const schema = {
      properties: { a: true, b: true },
      if: { properties: { a: { const: 1 } } },
      [THEN]: { required: ["b"] },
      else: { properties: { b: false } },
    };
    expect(check(schema, { a: 1 })).toEqual([{ path: "b", message: "is missing" }]);
    expect(check(schema, { a: 2, b: 1 })).toEqual([{ path: "b", message: "is not allowed" }]);
    expect(check({ not: { required: ["a"] } }, { a: 1 })).toEqual([
      { path: "", message: "has a form that is not allowed" },
    ]);
  });

  test("does not check formats", () => {
    const schema = { properties: { a: { format: "email" }, format: { format: "constructor" } } };
    expect(check(schema, { a: "x", format: "x" })).toEqual([]);
    expect(check({ properties: { format: { type: "null" } } }, { format: 1 })).toHaveLength(1);
  });

  test("unescapes names in pointers, of which none is a value", () => {
    const names = ["a/b", "~0", "%41", "a#b", "é", "$ref", "anyOf", "0", "properties", "__proto__"];
    for (const name of names) {
      const schema = JSON.parse(
        `{"properties":{${JSON.stringify(name)}:{"type":"array","items":{"enum":["A"]}}}}`,
      ) as JsonSchema;
      const payload: unknown = JSON.parse(`{${JSON.stringify(name)}:["A","SENTINEL"]}`);
      const shown = /^[\w$]+$/u.test(name) ? name : "?";
      expect(check(schema, payload)).toEqual([
        { path: `${shown}[1]`, message: "expected A, got a string" },
      ]);
    }
  });

  test("has one message for each place and ten at most", () => {
    const schema = {
      additionalProperties: { type: "string", enum: ["A"], minLength: 1 },
      properties: { a: { allOf: [{ type: "string" }, { type: "null" }] } },
    };
    expect(check(schema, { a: 1 })).toEqual([
      { path: "a", message: "expected a string, got a number" },
    ]);
    const payload = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`m${index}`, 1]));
    const paths = check(schema, payload).map(({ path }) => path);
    expect(paths).toEqual(Array.from({ length: 10 }, (_, index) => `m${index}`));
  });

  test("takes a schema that is frozen, and leaves it as it is", () => {
    const frozen = Object.freeze({
      type: "object",
      properties: Object.freeze({ a: Object.freeze({ type: "string" }), b: false }),
    });
    const before = JSON.stringify(frozen);
    expect(check(frozen, { a: 1, b: 1 })).toHaveLength(2);
    expect(JSON.stringify(frozen)).toBe(before);
  });

  test("agrees with Ajv about what is valid, and never quotes a payload", () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    forAllIn(
      300,
      ownSchemaArbitrary,
      fc.array(payloadArbitrary, { minLength: 1, maxLength: 5 }),
      (schema, payloads) => {
        const refusals = schemaErrors(schema);
        fc.pre(refusals[0]?.message !== "checks one value too often");
        expect(refusals).toEqual([]);
        const compiled = ajv.compile(schema);
        const checker = makePayloadChecker(schema);
        for (const payload of payloads) {
          const errors = checker(payload, stepBudget(MAX_CHECK_STEPS)) as PayloadError[];
          const isValid = verdictOf(compiled, payload);
          if (isValid !== undefined) expect(errors.length === 0).toBe(isValid);
          expect(errors.length).toBeLessThanOrEqual(10);
          expect(new Set(errors.map(({ path }) => path)).size).toBe(errors.length);
          expect(errors.filter(({ message }) => message === "is not valid")).toEqual([]);
        }
      },
    );
  });

  test("judges where the code that Ajv makes of a schema ends with an error of its own", () => {
    const schema = {
      type: "object",
      allOf: [
        {
          if: { oneOf: [{ prefixItems: [false] }, false], not: true },
          else: { enum: [{}] }, // always: nothing fits the condition
        },
      ],
    };
    expect(check(schema, {})).toEqual([]);
    expect(check(schema, { a: 1 })).toHaveLength(1);
  });

  test("never quotes a value of the payload", () => {
    const sentinel = fc.constantFrom("SENTINEL", "SENTINEL-2", 987_654_321, -987_654_321.5);
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        sentinel,
        fc.array(tie("value"), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom("a", "b", "SENTINEL x"), tie("value"), {
          maxKeys: 3,
          noNullPrototype: true,
        }),
      ),
    })).value;
    forAllIn(500, ownSchemaArbitrary, value, (schema, payload) => {
      expect(JSON.stringify(check(schema, payload))).not.toMatch(/SENTINEL|987/u);
    });
  });

  test("is through with payloads of 256 KB, however they are nested", () => {
    const deep = JSON.parse(`{"a":${"[".repeat(120_000)}${"]".repeat(120_000)}}`) as unknown;
    const objects = JSON.parse(`${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}`) as unknown;
    const schema = {
      type: "object",
      properties: { a: { enum: [[[]], { a: { a: 1 } }] } },
      additionalProperties: false,
    };
    for (const payload of [deep, objects]) expect(check(schema, payload)).toHaveLength(1);
    expect(check({ properties: { a: { type: ["array", "object"] } } }, deep)).toEqual([]);
  });

  test("tells ten errors where they are a hundred thousand", () => {
    const items = { a: Array.from({ length: 128_000 }, () => 1) };
    const strings = { properties: { a: { items: { type: "string" } } } };
    expect(check(strings, items)).toEqual(
      Array.from({ length: 10 }, (_, index) => ({
        path: `a[${index}]`,
        message: "expected a string, got a number",
      })),
    );
    const either = { anyOf: [strings, { properties: { a: { items: { type: "number" } } } }] };
    expect(check(either, items)).toEqual([]);
    const members = Object.fromEntries(Array.from({ length: 30_000 }, (_, index) => [index, 1]));
    const closed = { additionalProperties: false };
    expect(check({ properties: { a: { allOf: [closed, closed] } } }, { a: members })).toHaveLength(
      10,
    );
  });

  test("tells ten of the members that are missing", () => {
    const required = Array.from({ length: 30 }, (_, index) => `n${index}`);
    expect(check({ required }, {}).map(({ path }) => path)).toEqual(required.slice(0, 10));
  });

  test("takes names that are not well-formed, and shows none of them", () => {
    const payload = { "\ud800": 1 };
    expect(check({ additionalProperties: false }, payload)).toEqual([
      { path: "?", message: "is not allowed" },
    ]);
    expect(check({ properties: { a: true } }, payload)).toEqual([]);
  });

  test("throws where a schema refers to nothing: such a one is never stored", () => {
    const schema = { properties: { a: { $ref: "#/$defs/A" } } };
    expect(() => check(schema, { a: 1 })).toThrow("refers to nothing");
  });
});

/**
 * What Ajv says; nothing where its code for a schema names a variable that it never declared
 * ("items0 is not defined").
 */
function verdictOf(compiled: (payload: unknown) => unknown, payload: unknown): unknown {
  try {
    return compiled(payload);
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}
