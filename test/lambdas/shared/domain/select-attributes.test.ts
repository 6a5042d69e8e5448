import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { EventAttributes } from "../../../../lambdas/shared/domain/event-type.ts";
import { compactJson, membersOf } from "../../../../lambdas/shared/domain/json-text.ts";
import {
  knownAttributes,
  selectAttributes,
  selectionOf,
  unknownAttributes,
} from "../../../../lambdas/shared/domain/select-attributes.ts";
import { forAll, forAllIn } from "../../../support/for-all.ts";
import { jsonObjectArbitrary, printedArbitrary } from "../../../support/json-text-arbitrary.ts";

const card: EventAttributes = {
  mandatory: ["userId", "status"],
  selectable: ["reason", "device"],
  default: ["status", "reason"],
};

const open: EventAttributes = { mandatory: ["status"], selectable: ["country"], default: "*" };

const names = fc.constantFrom("a", "b", "2", "10", "", "__proto__", "a b", "}", "constructor");
const attributesArbitrary: fc.Arbitrary<EventAttributes> = fc.record({
  mandatory: fc.uniqueArray(names, { maxLength: 3 }),
  selectable: fc.uniqueArray(names, { maxLength: 4 }),
  default: fc.oneof(fc.constant<"*">("*"), fc.uniqueArray(names, { maxLength: 3 })),
});

describe("selectionOf", () => {
  test.each([
    ["nothing", undefined, ["userId", "status", "reason"]],
    ["an empty list", [], ["userId", "status"]],
    ["a selectable attribute", ["device"], ["userId", "status", "device"]],
    ["a mandatory attribute", ["status"], ["userId", "status"]],
    ["an attribute of another type", ["country"], ["userId", "status"]],
    ["an attribute twice", ["device", "device"], ["userId", "status", "device"]],
  ])("for %s chosen names the mandatory attributes and those", (_what, chosen, expected) => {
    expect(selectionOf(card, chosen)).toEqual(expected);
  });

  test("is the whole payload of a type that is not in the catalogue", () => {
    expect(selectionOf(undefined, ["a"])).toBe("whole");
  });

  test.each([{ default: [] }, { default: "*" as const }])(
    "is the whole payload of a type that declares no attributes, default %j",
    (defaults) => {
      expect(selectionOf({ mandatory: [], selectable: [], ...defaults }, ["a"])).toBe("whole");
    },
  );

  test("is the whole payload where all is the default and nothing was chosen", () => {
    expect(selectionOf(open, undefined)).toBe("whole");
    expect(selectionOf(open, ["country"])).toEqual(["status", "country"]);
  });

  test("takes a default attribute that is not listed as selectable for known", () => {
    expect(selectionOf({ mandatory: [], selectable: [], default: ["x"] }, ["x", "y"])).toEqual([
      "x",
    ]);
  });
});

describe("selectAttributes", () => {
  test.each([
    ['{"b":5.00,"a":{"z":1,"2":2}}', ["a", "b"], '{"b":5.00,"a":{"z":1,"2":2}}'],
    ['{"b":5.00,"a":1}', ["b"], '{"b":5.00}'],
    ['{ "a" : [1, 2] , "b":\n12345678901234567890 }', ["a"], '{"a":[1,2]}'],
    ['{"\\u0061":1,"b":2}', ["a"], '{"\\u0061":1}'],
    ['{"a":1,"b":2,"a":3}', ["a"], '{"a":1,"a":3}'],
    ['{"a":1}', ["toString"], "{}"],
    ['{"__proto__":{"x":1},"a":1}', ["__proto__"], '{"__proto__":{"x":1}}'],
    ["{}", ["a"], "{}"],
  ])("cuts from %j the members %j", (payload, selected, expected) => {
    expect(selectAttributes(payload, selected)).toBe(expected);
  });

  test("holds the mandatory and selected members that are there and no others, and parses to the same", () => {
    forAllIn(
      500,
      jsonObjectArbitrary.chain(printedArbitrary),
      attributesArbitrary,
      fc.option(fc.uniqueArray(names), { nil: undefined }),
      (payload, attributes, chosen) => {
        const selection = selectionOf(attributes, chosen);
        fc.pre(selection !== "whole");
        const allowed = new Set(namesAsDocumented(attributes, chosen));
        const body = selectAttributes(payload, selection);
        const parsed = Object.entries(JSON.parse(payload) as Record<string, unknown>);
        const picked = Object.fromEntries(parsed.filter(([name]) => allowed.has(name)));
        expect(JSON.parse(body)).toEqual(picked);
        expect(compactJson(body)).toBe(body);
        const kept = membersOf(compactJson(payload)).filter(({ name }) => allowed.has(name));
        expect(membersOf(body)).toEqual(kept);
      },
    );
  });

  test("gives the whole object back when all of its names are selected", () => {
    forAll(jsonObjectArbitrary, (tokens) => {
      const text = tokens.join("");
      const all = membersOf(text).map(({ name }) => name);
      expect(selectAttributes(text, all)).toBe(text);
    });
  });
});

function namesAsDocumented(attributes: EventAttributes, chosen: readonly string[] | undefined) {
  const { mandatory, selectable, default: defaults } = attributes;
  const listed = defaults === "*" ? [] : defaults;
  const known = new Set([...mandatory, ...selectable, ...listed]);
  return [...mandatory, ...(chosen?.filter((name) => known.has(name)) ?? listed)];
}

describe("knownAttributes", () => {
  test("gives each name of the types once, in the order in which they first come", () => {
    expect(knownAttributes([card, open])).toEqual([
      "userId",
      "status",
      "reason",
      "device",
      "country",
    ]);
    expect(knownAttributes([])).toEqual([]);
  });
});

describe("unknownAttributes", () => {
  test("gives the names that no type knows", () => {
    expect(unknownAttributes(["country", "device", "x", "toString"], [card, open])).toEqual([
      "x",
      "toString",
    ]);
    expect(unknownAttributes(["x"], [])).toEqual(["x"]);
    expect(unknownAttributes([], [card])).toEqual([]);
  });
});
