import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { createDocument } from "zod-openapi";

import { fieldErrors } from "../../../../../lambdas/config-api/http/field-errors.ts";
import { strict } from "../../../../../lambdas/config-api/http/fields.ts";
import { eventFilterSchema } from "../../../../../lambdas/config-api/webhooks/filter/filter-schema.ts";
import {
  compileFilter,
  matchesFilter,
  type EventFilter,
} from "../../../../../lambdas/shared/domain/event-filter.ts";
import { stepBudget } from "../../../../../lambdas/shared/domain/step-budget.ts";
import { forAllIn } from "../../../../support/for-all.ts";

const body = strict({ filter: eventFilterSchema.optional() });

function flawsOf(filter: unknown) {
  const input = { filter };
  const result = body.safeParse(input);
  return result.success ? [] : fieldErrors(result.error.issues, input, "body");
}

const KNOWN = "prefix, suffix, anything-but, numeric, exists";
const LONG = "x".repeat(257);

describe("eventFilterSchema", () => {
  test.each([
    { status: ["ACTIVE", "", 1, 6e9, true, null] },
    { "card_transaction.transaction_type": [{ prefix: "PURCHASE" }, { suffix: "_REVERSED" }] },
    { amount: [{ numeric: [">", 0, "<=", 5] }, { numeric: ["=", 5e9] }, { numeric: ["<", -5e9] }] },
    { a: [{ exists: true }], b: [{ exists: false }, "x"] },
    { a: [{ "anything-but": "x" }, { "anything-but": 5 }, { "anything-but": ["x", ""] }] },
    { a: [{ "anything-but": [1, 2] }, { "anything-but": { prefix: "x" } }] },
    { a: [{ "anything-but": { suffix: ["x", "y"] } }] },
    { "a b.ü.0": ["x"] },
    { ["x".repeat(256)]: ["y".repeat(256)] },
    JSON.parse('{"__proto__":["x"]}') as unknown,
    Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`p${index}`, [1]])),
    { a: Array.from({ length: 50 }, (_, index) => index) },
  ])("takes %j as it is", (filter) => {
    const read = body.parse({ filter });
    expect(JSON.stringify(read)).toBe(JSON.stringify({ filter }));
  });

  test("may be left out", () => {
    expect(body.parse({})).toEqual({});
  });

  test.each<[unknown, string, string, string]>([
    ["x", "filter", "is not an object", "use an object of paths"],
    [null, "filter", "is not an object", "use an object of paths"],
    [[], "filter", "is not an object", "use an object of paths"],
    [{}, "filter", "is empty", "name at least one path"],
    [
      Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`p${index}`, [1]])),
      "filter",
      "has too many paths",
      "use at most 20",
    ],
    [{ "": [1] }, "filter.?", "is not a path", "use 1 to 256 characters"],
    [{ "a..b": [1] }, "filter.?", "is not a path", "use 1 to 256 characters"],
    [{ ".a": [1] }, "filter.?", "is not a path", "use 1 to 256 characters"],
    [{ "a.": [1] }, "filter.?", "is not a path", "use 1 to 256 characters"],
    [{ [LONG]: [1] }, "filter.?", "is not a path", "use 1 to 256 characters"],
    [{ [Array(21).fill("a").join(".")]: [1] }, "filter.?", "is too deep", "use at most 20 names"],
    [{ "a.b": "x" }, "filter.a.b", "is not a list", "use a list of terms"],
    [{ a: [] }, "filter.a", "is empty", "use at least one term"],
    [{ a: Array.from({ length: 51 }, () => 1) }, "filter.a", "has too many terms", "at most 50"],
    [{ a: [LONG] }, "filter.a[0]", "is too long", "use at most 256 characters"],
    [{ a: [1, ["x"]] }, "filter.a[1]", "is not a term", `use a value or one of: ${KNOWN}`],
    [{ a: [{}] }, "filter.a[0]", "is not one operator", `use an object with one of: ${KNOWN}`],
    [{ a: [{ prefix: "x", suffix: "y" }] }, "filter.a[0]", "is not one operator", KNOWN],
    [{ a: [{ wildcard: "*" }] }, "filter.a[0].wildcard", "is not a known operator", KNOWN],
    [{ a: [{ toString: "*" }] }, "filter.a[0].toString", "is not a known operator", KNOWN],
    [{ a: [{ prefix: 1 }] }, "filter.a[0].prefix", "is not a text", "use 1 to 256 characters"],
    [{ a: [{ prefix: "" }] }, "filter.a[0].prefix", "is not a text", "use 1 to 256 characters"],
    [{ a: [{ suffix: LONG }] }, "filter.a[0].suffix", "is too long", "use at most 256 characters"],
    [{ a: [{ exists: "yes" }] }, "filter.a[0].exists", "is neither true nor false", "use true"],
    ...[
      5,
      [],
      ["="],
      ["~", 1],
      [">", "1"],
      [">", 0, "<="],
      [">", 0, "<=", null],
      ["<", 5, ">", 0],
      [">", 0, ">", 5],
      ["=", 0, "<", 5],
      ["=", 1, "=", 1],
      [">", 0, "<", 5, "<", 6],
    ].map((numeric): [unknown, string, string, string] => [
      { a: [{ numeric }] },
      "filter.a[0].numeric",
      "is not a comparison",
      'use [">=", 1], ["=", 1] or a lower and an upper bound',
    ]),
    ...[
      [">", 5_000_000_001],
      ["=", -5_000_000_001],
      [">", 0, "<", Infinity],
    ].map((numeric): [unknown, string, string, string] => [
      { a: [{ numeric }] },
      "filter.a[0].numeric",
      "is out of range",
      "use numbers from -5000000000 to 5000000000",
    ]),
    [{ a: [{ numeric: [">", 5, "<", 5] }] }, "filter.a[0].numeric", "matches no number", "below"],
    [{ a: [{ numeric: [">=", 6, "<", 5] }] }, "filter.a[0].numeric", "matches no number", "below"],
    ...[true, null, {}, { prefix: "x", suffix: "y" }, { exists: true }].map(
      (excluded): [unknown, string, string, string] => [
        { a: [{ "anything-but": excluded }] },
        "filter.a[0].anything-but",
        "is not something to exclude",
        "use a text, a number, a list of either",
      ],
    ),
    ...[["x", 1], [true], [null], [["x"]]].map((excluded): [unknown, string, string, string] => [
      { a: [{ "anything-but": excluded }] },
      "filter.a[0].anything-but",
      "is neither texts nor numbers",
      "use a list of one or the other",
    ]),
    [{ a: [{ "anything-but": [] }] }, "filter.a[0].anything-but", "is empty", "at least one"],
    [{ a: [{ "anything-but": LONG }] }, "filter.a[0].anything-but", "is too long", "256"],
    [{ a: [{ "anything-but": ["x", LONG] }] }, "filter.a[0].anything-but", "is too long", "256"],
    [
      { a: [{ "anything-but": Array.from({ length: 51 }, () => 1) }] },
      "filter.a[0].anything-but",
      "has too many values",
      "use at most 50",
    ],
    [{ a: [{ "anything-but": { prefix: "" } }] }, "filter.a[0].anything-but", "is not a text", "1"],
    [
      { a: [{ "anything-but": { suffix: [1] } }] },
      "filter.a[0].anything-but",
      "is not a text",
      "1",
    ],
    [
      { a: Array.from({ length: 40 }, (_, index) => `${index}`.repeat(128).slice(0, 240)) },
      "filter",
      "is too long",
      "use at most 8192 bytes",
    ],
  ])("tells of %j that %s %s", (filter, field, message, hint) => {
    const [flaw, ...others] = flawsOf(filter);
    expect(flaw).toMatchObject({ field, message });
    expect(flaw?.hint).toContain(hint);
    expect(others).toEqual([]);
  });

  test("takes a hundred comparisons in all, and any number of values beside them", () => {
    const prefixes = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);
    const within = {
      a: [...prefixes(30).map((prefix) => ({ prefix })), ...prefixes(20)],
      b: [{ "anything-but": { prefix: prefixes(40) } }, { "anything-but": prefixes(50) }],
      c: [{ suffix: "s" }, ...Array.from({ length: 29 }, () => ({ numeric: [">", 0] }))],
    };
    expect(flawsOf(within)).toEqual([]);
    expect(flawsOf({ ...within, d: [{ prefix: "one more" }] })).toEqual([
      {
        field: "filter",
        message: "makes 101 comparisons",
        hint: "use at most 100 prefixes, suffixes and numeric ranges in all; values cost nothing",
      },
    ]);
    const worst = { "anything-but": { prefix: prefixes(35) } };
    expect(flawsOf({ a: Array.from({ length: 35 }, () => worst) })).toMatchObject([
      { field: "filter", message: "makes 1225 comparisons" },
    ]);
  });

  test("measures bytes, not characters", () => {
    const terms = Array.from({ length: 16 }, () => "ü".repeat(256));
    expect(flawsOf({ a: terms })).toMatchObject([{ field: "filter", message: "is too long" }]);
    expect(flawsOf({ a: terms.map((text) => text.replaceAll("ü", "u")) })).toEqual([]);
  });

  test("tells ten flaws at most and never quotes a value", () => {
    const filter = { a: Array.from({ length: 50 }, () => ({ numeric: "SENTINEL" })) };
    expect(flawsOf(filter)).toHaveLength(10);
    expect(JSON.stringify(flawsOf(filter))).not.toContain("SENTINEL");
  });

  test("never throws, and what it takes can be matched, whatever the JSON", () => {
    const deep: unknown = JSON.parse("[".repeat(50_000) + "]".repeat(50_000));
    for (const filter of [deep, { a: deep }, { a: [deep] }, { a: [{ "anything-but": deep }] }]) {
      expect(flawsOf(filter)).toHaveLength(1);
    }
    const name = fc.constantFrom("a", "a.b", "prefix", "numeric", "exists", "anything-but");
    const json = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("x", ">", "<=", "=", 1, 5, true, null),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(name, tie("value"), { maxKeys: 2 }),
      ),
    })).value;
    forAllIn(1000, fc.dictionary(name, fc.array(json)), json, (asked, payload) => {
      const result = eventFilterSchema.safeParse(asked);
      if (result.success) {
        const filter = compileFilter(result.data);
        expect(typeof matchesFilter(filter, payload, stepBudget(1e6))).toBe("boolean");
      } else expect(flawsOf(asked).length).toBeGreaterThan(0);
    });
  });

  test("gives what the domain calls a filter, and stands in the API's document", () => {
    const filter: EventFilter = z.parse(eventFilterSchema, { a: [1] });
    expect(filter).toEqual({ a: [1] });
    const document = createDocument({
      openapi: "3.1.0",
      info: { title: "t", version: "1" },
      components: { schemas: { Body: body } },
    });
    expect(document.components?.schemas?.["Body"]).toMatchObject({
      properties: { filter: { type: "object", maxProperties: 20, additionalProperties: {} } },
    });
    expect(document.components?.schemas?.["Body"]).not.toHaveProperty("required");
  });
});
