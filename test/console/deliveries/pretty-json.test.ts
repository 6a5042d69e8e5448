import * as fc from "fast-check";
import { expect, test } from "vitest";

import { beginningOf, prettyJson } from "../../../console/deliveries/pretty-json.ts";

const MOST = 100_000;

test("is what JSON.stringify would print, wherever that keeps the text", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const expected = JSON.stringify(value, undefined, 2);
      expect(prettyJson(JSON.stringify(value), MOST)).toEqual({ text: expected, isWhole: true });
      expect(prettyJson(expected, MOST).text).toBe(expected);
    }),
  );
});

test("numbers, their digits, and names that stand twice stay as they were sent", () => {
  const sent = '{"amount":5.00,"id":12345678901234567890,"a":1,"a":"\\u0041<b>"}';
  expect(prettyJson(sent, MOST).text).toBe(
    '{\n  "amount": 5.00,\n  "id": 12345678901234567890,\n  "a": 1,\n  "a": "\\u0041<b>"\n}',
  );
});

test("what is no JSON comes back as it is", () => {
  for (const text of ["", "<html>", '{"a":', "nul", "1 2"]) {
    expect(prettyJson(text, MOST)).toEqual({ text, isWhole: true });
  }
});

test("a body of brackets does not grow with the square of its depth", () => {
  const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;
  const { text } = prettyJson(deep, 10_000_000);
  expect(text.length).toBeLessThan(1_000_000);
  expect(text.replaceAll(/\s/gu, "")).toBe(deep);
});

test("a large text is cut at the bound, and no character in two", () => {
  const large = JSON.stringify({ text: "x".repeat(MOST), rest: [1, 2, 3] });
  const shown = prettyJson(large, 1000);
  expect([shown.text.length, shown.isWhole]).toEqual([1000, false]);
  expect(beginningOf("ab😀", 3)).toEqual({ text: "ab", isWhole: false });
  expect(beginningOf("ab😀", 4)).toEqual({ text: "ab😀", isWhole: true });
});
