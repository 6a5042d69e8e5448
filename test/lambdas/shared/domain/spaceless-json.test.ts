import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { spacelessJson } from "../../../../lambdas/shared/domain/spaceless-json.ts";
import { forAll } from "../../../support/for-all.ts";

/**
 * White space as other languages see it: Python's str.isspace, Java's Character.isWhitespace and
 * isSpaceChar.
 */
const FOREIGN_SPACES = [
  "\u001c",
  "\u001f",
  "\u0085",
  "\u00a0",
  "\u2007",
  "\u2028",
  "\u202f",
  "\u3000",
  "\ufeff",
];

describe("spacelessJson", () => {
  it("writes a blank inside a string as an escape", () => {
    expect(spacelessJson('{"a b":"c d"}')).toBe(String.raw`{"a\u0020b":"c\u0020d"}`);
  });

  it.each(FOREIGN_SPACES)("leaves no %j, and the same value", (space) => {
    const text = `{"a${space}b":"c${space}"}`.replaceAll(/[\u0000-\u001f]/gu, (c) =>
      JSON.stringify(c).slice(1, -1),
    );
    const spaceless = spacelessJson(text);
    expect(spaceless).not.toContain(space);
    expect(JSON.parse(spaceless)).toEqual({ [`a${space}b`]: `c${space}` });
  });

  it("gives the same body with and without the removal of white space, and the same value", () => {
    forAll(fc.json({ stringUnit: "binary", maxDepth: 2 }), (text) => {
      const compact = JSON.stringify(JSON.parse(text));
      const spaceless = spacelessJson(compact);
      expect(spaceless.replaceAll(/\s/gu, "")).toBe(spaceless);
      expect(JSON.parse(spaceless)).toEqual(JSON.parse(compact));
    });
  });

  it("keeps escapes, quotes, astral characters and number texts", () => {
    const text = String.raw`{"q":"\"\\ \n","e":"😀 x","n":[1e21,5.00,-0,12345678901234567890]}`;
    expect(spacelessJson(text)).toBe(
      String.raw`{"q":"\"\\\u0020\n","e":"😀\u0020x","n":[1e21,5.00,-0,12345678901234567890]}`,
    );
  });
});
