import { describe, expect, test } from "vitest";

import { placeIn, schemaAt } from "../../../../../lambdas/shared/domain/schemas/json-locations.ts";
import { jsonPath } from "../../../../../lambdas/shared/domain/schemas/json-path.ts";

describe("jsonPath", () => {
  test.each([
    [[], ""],
    [["card_transaction", "id"], "card_transaction.id"],
    [["fee_details", 0, "amount"], "fee_details[0].amount"],
    [[0, 1], "[0][1]"],
    [["$defs", "a-b"], "$defs.a-b"],
    [["", "a b", "a.b", "x".repeat(65), "<b>"], "?.?.?.?.?"],
  ])("writes %j as %s", (steps, path) => {
    expect(jsonPath(steps)).toBe(path);
  });
});

describe("placeIn", () => {
  const payload = { a: [{ "b/c~%#": 1, "0": 2 }], length: 3, é: null };

  test.each([
    ["#", [], payload],
    ["#/a/0/0", ["a", 0, "0"], 2],
    ["#/a/0/b~1c~0%25%23", ["a", 0, "b/c~%#"], 1],
    ["#/%C3%A9", ["é"], null],
    ["#/a/7", ["a", 7], undefined],
    ["#/toString", ["toString"], undefined],
    ["#/length/x", ["length", "x"], undefined],
  ])("finds at %s by the steps %j the value %j", (location, steps, value) => {
    expect(placeIn(payload, location)).toEqual({ steps, value });
  });
});

describe("schemaAt", () => {
  const A = { type: "string" };
  const root = {
    properties: {
      a: { $ref: "#/$defs/A" },
      $ref: { minLength: 1 },
      anyOf: { items: { not: { minimum: 2 } } },
      b: { oneOf: [{ minLength: 3 }], if: {}, allOf: [{ minLength: 4 }] },
    },
    $defs: { A },
  };

  test.each([
    ["#/type", root, false],
    ["#/properties/a/$ref/type", A, false],
    ["#/properties/$ref/minLength", { minLength: 1 }, false],
    ["#/properties/anyOf/items/not/minimum", { minimum: 2 }, false],
    ["#/properties/b/allOf/0/minLength", { minLength: 4 }, false],
    ["#/properties/b/oneOf", root.properties.b, false],
    ["#/properties/b/oneOf/0/minLength", { minLength: 3 }, true],
    ["#/properties/toString/type", {}, false],
    ["#/properties/b/oneOf/7/type", {}, true],
    ["#/properties", root, false],
    ["#/allOf/0/type", {}, false],
    ["#/properties/$ref", {}, false],
  ])("finds at %s the schema %j, an alternative: %s", (location, schema, isAlternative) => {
    const expected = location === "#/properties/$ref" ? root : schema;
    const found = schemaAt(root, location);
    expect(found.isAlternative).toBe(isAlternative);
    if (location !== "#/properties/$ref") expect(found.schema).toEqual(expected);
  });

  test("finds nothing where a location ends within its names", () => {
    expect(schemaAt(root, "#/properties/x")).toEqual({ schema: {}, isAlternative: false });
  });
});
