import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { checkJson, MAX_JSON_DEPTH } from "../../../../lambdas/config-api/http/json-syntax.ts";
import { forAll, forAllIn } from "../../../support/for-all.ts";
import { vector } from "../../../support/vector.ts";

/** What `JSON.parse` says. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON texts with some of their characters removed, doubled or replaced. */
const nearlyJson = fc
  .tuple(
    fc.json({ noUnicodeString: false }),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom("", ...Array.from('{}[],:"\\0-e \n\t\u0001'))), {
      maxLength: 3,
    }),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, [at, by]) => {
      const index = at % (edited.length + 1);
      return edited.slice(0, index) + by + edited.slice(index + 1);
    }, text),
  );

function nested(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}

const NO_TOKEN = "expected JSON: a text or name in double quotes, a number, true, false or null";
const UNENDED = "expected '\"' at the end of the string, or its line breaks as \\n";
const ESCAPES = String.raw`expected one of \" \\ \/ \b \f \n \r \t \uXXXX`;

describe("checkJson", () => {
  test("takes every JSON text", () => {
    forAll(fc.json(), (text) => {
      // What interoperable JSON forbids beyond the grammar has tests of its own.
      fc.pre(!/__proto__|\\u[dD][89a-fA-F]/u.test(text));
      expect(checkJson(text)).toMatchObject({ ok: true });
    });
  });

  test("takes nothing that JSON.parse does not take", () => {
    forAllIn(2000, nearlyJson, (text) => {
      expect(!checkJson(text).ok || isJson(text)).toBe(true);
    });
  });

  test("refuses nothing that JSON.parse takes, but for what it says", () => {
    forAllIn(2000, nearlyJson, (text) => {
      const verdict = checkJson(text);
      const isOurs = /once per object|__proto__|surrogate pair|a number up to/u;
      expect(verdict.ok || !isJson(text) || isOurs.test(verdict.message)).toBe(true);
    });
  });

  test.each([
    "create-webhook.user-document-alert.malformed",
    "create-webhook.identity-verification.malformed",
  ])("finds the comma that is missing in the nCore document: %s", (name) => {
    expect(checkJson(vector(`ncore/${name}.json`))).toEqual({
      ok: false,
      message: "expected ',' or '}' after property value",
      line: 5,
      column: 1,
    });
  });

  test.each([
    ["", "expected a JSON value, but the text ends", 1, 1],
    [" \n", "expected a JSON value, but the text ends", 2, 1],
    ["{", "expected ',' or '}' after property value, but the text ends", 1, 2],
    ["{a: 1}", NO_TOKEN, 1, 2],
    ['{"a": 1,}', "expected a property name in double quotes", 1, 9],
    ['{"a" 1}', "expected ':' after property name", 1, 6],
    ['{"a": }', "expected a JSON value", 1, 7],
    ["{'a': 1}", NO_TOKEN, 1, 2],
    ["[1 2]", "expected ',' or ']' after array element", 1, 4],
    ["[1,]", "expected a JSON value", 1, 4],
    ["[NaN]", NO_TOKEN, 1, 2],
    ["[-]", NO_TOKEN, 1, 2],
    ["[1.]", "expected digits at the end of the number", 1, 2],
    ["[,1]", "expected a JSON value", 1, 2],
    ["[1", "expected ',' or ']' after array element, but the text ends", 1, 3],
    ["[1 /* one */]", "expected no comment", 1, 4],
    ["// all\n1", "expected no comment", 1, 1],
    ["01", "expected nothing more after the JSON value", 1, 2],
    ["{} {}", "expected nothing more after the JSON value", 1, 4],
    ['"abc', UNENDED, 1, 1],
    ['"a\nb"', UNENDED, 1, 1],
    ['"\u0000"', "expected control characters to be escaped", 1, 1],
    [String.raw`"\x"`, ESCAPES, 1, 1],
    [String.raw`"\u12"`, ESCAPES, 1, 1],
    ['{"a": 1,\n "\\u0061": 2}', "expected each property name once per object", 2, 2],
    ['{"a": {"__proto__": {}}}', "expected no property named __proto__", 1, 8],
    [String.raw`"\ud800"`, "expected both halves of a surrogate pair", 1, 1],
    [String.raw`"\ud800\u0041"`, "expected both halves of a surrogate pair", 1, 1],
    [String.raw`"\udc00"`, "expected both halves of a surrogate pair", 1, 1],
    ['"\ud800"', "expected both halves of a surrogate pair", 1, 1],
    ["1e400", "expected a number up to 1.7976931348623157e308", 1, 1],
    ['{"a": [-1.8e308]}', "expected a number up to 1.7976931348623157e308", 1, 8],
    ["9".repeat(400), "expected a number up to 1.7976931348623157e308", 1, 1],
  ])("says what it expected, and where: %j", (text, message, line, column) => {
    expect(checkJson(text)).toEqual({ ok: false, message, line, column });
  });

  test("takes whole surrogate pairs, escaped or not", () => {
    expect(checkJson(String.raw`"\ud83d\ude00"`).ok).toBe(true);
    expect(checkJson('"😀"').ok).toBe(true);
  });

  test("bounds the depth, and does not run out of stack", () => {
    expect(checkJson(nested(MAX_JSON_DEPTH)).ok).toBe(true);
    expect(checkJson(`${"[".repeat(MAX_JSON_DEPTH)}1${"]".repeat(MAX_JSON_DEPTH)}`).ok).toBe(true);
    expect(checkJson(nested(MAX_JSON_DEPTH + 1))).toMatchObject({
      ok: false,
      message: "expected at most 100 levels of objects and arrays",
      column: MAX_JSON_DEPTH + 1,
    });
    expect(checkJson("[".repeat(1_000_000)).ok).toBe(false);
    expect(checkJson('{"a":'.repeat(1_000_000)).ok).toBe(false);
  });

  test("keeps the text of the members that were asked for, near the top", () => {
    const text =
      '{"payload": {"n": 5.00, "payload": 1}, "events": [{"payload": 1e308}, {"payload": [2 ]}], "x": 1}';
    expect(checkJson(text, new Set(["payload"]))).toEqual({
      ok: true,
      texts: new Map([
        ["/payload/payload", "1"],
        ["/payload", '{"n": 5.00, "payload": 1}'],
        ["/events/0/payload", "1e308"],
        ["/events/1/payload", "[2 ]"],
      ]),
    });
  });
});
