import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { checkJson } from "../../../../lambdas/config-api/http/json-syntax.ts";
import { oddNameIn } from "../../../../lambdas/shared/domain/json-names.ts";
import { forAllIn } from "../../../support/for-all.ts";

const odd = (text: string) => oddNameIn(text, JSON.parse(text));
const ONCE = "expected each name once in its object";

describe("names that not everybody reads alike", () => {
  test.each([
    ['{"amount":1000000,"amount":1}', "amount", ONCE],
    ['{"amount":1,"\\u0061mount":1}', "amount", ONCE],
    [
      '{"a":[{"b":1},{"b":2, "c" : {"d":1,"e":[1,[2,{"f":1 , "f"\n:2}]]}}]}',
      "a[1].c.e[1][1].f",
      ONCE,
    ],
    ['[{"a":"a"},[1,2,{"a":{},"b":"c:d","a":0}]]', "[1][2].a", ONCE],
    ['{"":1,"":2}', "?", ONCE],
    ['{"a b":1,"a b":2}', "?", ONCE],
    ['{"a":{"__proto__":1}}', "a.__proto__", "expected no member named __proto__"],
    ['{"a":{"\\u005f_proto__":1}}', "a.__proto__", "expected no member named __proto__"],
    ['{"a":{"\\ud800":1}}', "a.?", "expected a name of whole characters"],
    ['{"a":{"x\\uDFFF":1}}', "a.?", "expected a name of whole characters"],
  ])("are found in %s at %s", (text, path, message) => {
    expect(odd(text)).toEqual({ path, message });
  });

  test.each([
    "{}",
    "[]",
    "1",
    '"a:b"',
    '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}',
    '{"a":":","b":"\\":","c\\"":":{\\"c\\":1}"}',
    '{"A":1,"a":2,"toString":1,"constructor":{"prototype":1}}',
    '{"\\ud83d\\ude00":"\\ud800 half a character in a value is everybody\'s own"}',
  ])("are none in %s", (text) => {
    expect(odd(text)).toBeUndefined();
  });

  test("are looked for in the text, though JSON.parse may have found other members", () => {
    expect(oddNameIn('{"a":1}', {})).toBeUndefined();
  });

  test("are told with twenty steps of their path at most, however deep they stand", () => {
    const deep = `${'{"a":['.repeat(50_000)}{"b":1,"b":2}${"]}".repeat(50_000)}`;
    expect(odd(deep)).toEqual({
      path: Array.from({ length: 10 }, () => "a[0]").join("."),
      message: ONCE,
    });
  });

  test("are those that a request over HTTP is refused for, whatever the JSON", () => {
    const name = fc.constantFrom(
      "a",
      "b",
      "\\u0061",
      "__proto__",
      "\\ud800",
      "\\ud83d\\ude00",
      "a:",
    );
    const { json } = fc.letrec<{ json: string }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("1", '"a"', '":"', "null", '"\\""'),
        fc.array(tie("json"), { maxLength: 3 }).map((all) => `[${all.join(" , ")}]`),
        fc
          .array(fc.tuple(name, tie("json")), { maxLength: 3 })
          .map((all) => `{${all.map(([one, value]) => `"${one}" :${value}`).join(",")}}`),
      ),
    }));
    forAllIn(2000, json, (text) => {
      expect(odd(text) === undefined).toBe(checkJson(text).ok);
    });
  });
});
