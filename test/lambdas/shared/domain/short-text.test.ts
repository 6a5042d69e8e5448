import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { shortText } from "../../../../lambdas/shared/domain/short-text.ts";
import { forAll } from "../../../support/for-all.ts";

describe("shortText", () => {
  test.each([
    ["leaves a short text as it is", "com.acme.cards é 😀", 64, "com.acme.cards é 😀"],
    ["cuts a long one", "abcdef", 3, "abc"],
    ["never cuts a character of two bytes", "aéé", 4, "aé"],
    ["never cuts a character of four bytes", "a😀", 4, "a"],
    [
      "shows control characters as such",
      "a\u0000\n\u001B[31m\u2028b",
      64,
      "a\uFFFD\uFFFD\uFFFD[31m\uFFFDb",
    ],
    ["shows half a surrogate pair as such", "a\uD800b", 64, "a\uFFFDb"],
    ["counts what takes the place of a control character", "\u0000\u0000", 4, "\uFFFD"],
  ])("%s", (_, text, mostBytes, expected) => {
    expect(shortText(text, mostBytes)).toBe(expected);
  });

  test("never takes more bytes than it may, and whole characters only", () => {
    forAll(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 40 }), (text, most) => {
      const short = shortText(text, most);
      expect(Buffer.byteLength(short)).toBeLessThanOrEqual(most);
      expect(short.isWellFormed()).toBe(true);
      expect(short).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    });
  });
});
