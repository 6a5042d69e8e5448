import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { compactJson, memberText, membersOf } from "../../../../lambdas/shared/domain/json-text.ts";
import { forAll, forAllIn } from "../../../support/for-all.ts";
import {
  jsonArbitrary,
  jsonObjectArbitrary,
  printedArbitrary,
} from "../../../support/json-text-arbitrary.ts";

const printedJson = jsonArbitrary.chain((tokens) =>
  fc.tuple(fc.constant(tokens.join("")), printedArbitrary(tokens)),
);
const printedObject = jsonObjectArbitrary.chain(printedArbitrary);

describe("compactJson", () => {
  test.each([
    ['{ "a" : 5.00 }', '{"a":5.00}'],
    ["[ 1e21,\t12345678901234567890,\r\n-0 ]", "[1e21,12345678901234567890,-0]"],
    ['{"b": 1, "2": 2, "1": 3}', '{"b":1,"2":2,"1":3}'],
    ['{"a": 1, "a": 2}', '{"a":1,"a":2}'],
    ['{"a b": " : , \\" } \\\\"}', '{"a b":" : , \\" } \\\\"}'],
    ['"\u2028 \\u0020\\/"', '"\u2028 \\u0020\\/"'],
    [' \n "a" \t', '"a"'],
    [" null ", "null"],
    ["{ }", "{}"],
    ["[[ ], [ ]]", "[[],[]]"],
  ])("turns %j into %j", (text, compact) => {
    expect(compactJson(text)).toBe(compact);
  });

  test("takes away the white space between tokens and nothing else, whatever the JSON", () => {
    forAllIn(500, printedJson, ([compact, printed]) => {
      expect(compactJson(printed)).toBe(compact);
    });
  });

  test("keeps what JSON.parse reads", () => {
    forAll(printedJson, ([, printed]) => {
      expect(JSON.parse(compactJson(printed))).toEqual(JSON.parse(printed));
    });
  });

  test("agrees with JSON.stringify on what JSON.stringify itself has printed", () => {
    forAll(fc.jsonValue(), fc.constantFrom(1, 2, "\t"), (value, indent) => {
      expect(compactJson(JSON.stringify(value, undefined, indent))).toBe(JSON.stringify(value));
    });
  });

  test("gives text that is compact already back as it is", () => {
    forAll(jsonArbitrary, (tokens) => {
      expect(compactJson(tokens.join(""))).toBe(tokens.join(""));
    });
  });
});

describe("memberText", () => {
  test.each([
    ['{"a":1,"b":2}', "b", "2"],
    ['{ "a" : 5.00 , "b" : 2 }', "a", "5.00"],
    ['{"a":1,"b":2,"a":3}', "a", "3"],
    ['{"\\u0061":{"b": 1}}', "a", '{"b": 1}'],
    ['{"a":"}\\"]","b":[1, {"b":"]"}, 2]}', "b", '[1, {"b":"]"}, 2]'],
    ['{"a":"}\\"]"}', "a", '"}\\"]"'],
    ['{"b":{"a":1}}', "a", undefined],
    ["{}", "a", undefined],
  ])("of %s reads the member %s as %s", (text, name, valueText) => {
    expect(memberText(text, name)).toBe(valueText);
  });

  test("is what JSON.parse has under that name, the last of several", () => {
    forAllIn(300, printedObject, (text) => {
      const parsed = JSON.parse(text) as Record<string, unknown>;
      const names = Object.keys(parsed);
      expect(new Set(membersOf(text).map(({ name }) => name))).toEqual(new Set(names));
      for (const name of names) {
        expect(JSON.parse(memberText(text, name) ?? "")).toEqual(parsed[name]);
      }
    });
  });
});

describe("membersOf", () => {
  test("gives every member in its order with the text of its value, also those that stand twice", () => {
    expect(membersOf(' { "b" : 1.0 , "2":[ ] ,"b":"x" , "\\u0041":null } ')).toEqual([
      { name: "b", nameText: '"b"', valueText: "1.0" },
      { name: "2", nameText: '"2"', valueText: "[ ]" },
      { name: "b", nameText: '"b"', valueText: '"x"' },
      { name: "A", nameText: '"\\u0041"', valueText: "null" },
    ]);
  });

  test("makes up the whole object again", () => {
    forAll(jsonObjectArbitrary, (tokens) => {
      const members = membersOf(tokens.join(""));
      const text = members.map(({ nameText, valueText }) => `${nameText}:${valueText}`);
      expect(`{${text.join(",")}}`).toBe(tokens.join(""));
    });
  });

  test.each(["", "{", '{"a"', '{"a":', '{"a":1', '{"a":"b', '{"a":[1', "[1]", "\\"])(
    "ends on %j, which is no JSON object",
    (text) => {
      expect(membersOf(text)).toBeInstanceOf(Array);
    },
  );
});
