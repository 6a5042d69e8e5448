import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  MAX_PATTERN_LENGTH,
  patternCost,
  patternCostPerCharacter,
} from "../../../../../lambdas/shared/domain/schemas/pattern-cost.ts";
import {
  countingMatch,
  lazyPattern,
  patternArbitrary,
  patternText,
} from "../../../../support/counting-matcher.ts";
import { forAll, forAllIn } from "../../../../support/for-all.ts";

/** Steps that a schema's pattern may take for each character (schema-rules.ts). */
const MOST_PER_CHARACTER = 1000;
/** Steps that the reference matcher is let take. */
const BOUND = 1_000_000;

const PATTERN_CHARACTERS = "ab()[]{}|?*+\\,19^$.:u".split("");

/** Nearly the texts that patterns over a and b take: runs that end wrongly. */
const adversarialText = fc.oneof(
  fc
    .tuple(fc.constantFrom("a", "b", "ab", "aab"), fc.constantFrom("", "b", "x"))
    .map(([run, end]) => run.repeat(8).slice(0, 7) + end),
  fc.string({ unit: fc.constantFrom("a", "b", "x"), maxLength: 8 }),
);

describe("patternCost", () => {
  test.each([
    ["^\\d{4}-\\d{2}-\\d{2}$", 10, 28],
    ["^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?Z$", 30, 308],
    ["^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", 36, 82],
    ["^[A-Z]{3}$", 3, 12],
    ["^(?:USD|EUR|GBP)$", 3, 19],
    ["^[^@\\s]{1,64}@[^@\\s]{1,190}$", 255, 36805],
    ["^\\+?[1-9]\\d{1,14}$", 16, 97],
    ["^[A-Z]{2}\\d{2}[A-Z0-9]{11,30}$", 34, 97],
    ["^\\p{L}+$", 100, 308],
    ["^-?\\d*$", 20, 139],
    ["^a*?$", 20, 69],
    ["^a{2,}$", 20, 67],
    ["^a{30,}$", 20, 48],
    ["^a{0}$", 20, 6],
    ["", 20, 42],
    ["abc$", 20, 126],
    ["^a|b", 20, 126],
    ["^a|^b", 20, 7],
    ["(^a|^b)c", 20, 11],
    ["(?:^)?a", 20, 357],
    ["$a", 20, 84],
    ["^[\\]\\-a^$(]\\u{1F600}\\u0041\\x41\\cA\\0\\p{Script=Greek}\\P{L}\\b\\B\\/.$", 9, 16],
    ["^😀/-,=!<>:#&%\"'`~@_;$", 9, 23],
  ])("of %j on texts of %i characters is %i steps", (pattern, length, cost) => {
    expect(patternCost(pattern, length)).toBe(cost);
  });

  test.each([
    "(a+)+$",
    "^(a|a)*$",
    "^(a|aa)+$",
    "a*a*a*a*b",
    "^(.*)*x",
    "^(\\w+\\s?)*$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
    "^(a?){30}a{30}$",
    "^(a*?)*?$",
    "^(|a)+$",
    "^(){1000}$",
    "^((){1000}){1000}$",
    "^(\\b){1000000}$",
    "^(^)*$",
    ".*.*=.*",
    "^(?:a|a){16}a{40}b$",
  ])("of %j, which is catastrophic, is beyond what is allowed", (pattern) => {
    expect(patternCostPerCharacter(pattern, 64)).toBeGreaterThan(MOST_PER_CHARACTER);
  });

  test.each([
    ["^[a-z]*$", 4096],
    ["^a{0,999999999}$", 4096],
    ["^[^@\\s]{1,64}@[^@\\s]{1,190}$", 255],
    ["^https://[^/]+/.{0,100}$", 200],
    ["^(?:[A-Z]{2}-)?\\d{4,12}$", 20],
    ["[a-z]+", 100],
  ])("of %j, which is usual, is well within it on texts up to %i", (pattern, longest) => {
    expect(patternCostPerCharacter(pattern, longest)).toBeLessThanOrEqual(MOST_PER_CHARACTER);
  });

  test("for each character holds for texts of every length", () => {
    forAll(patternArbitrary, fc.nat(200), fc.nat(200), (drawn, one, other) => {
      const written = patternText(drawn);
      const [length, longest] = [Math.min(one, other), Math.max(one, other)];
      const most = patternCostPerCharacter(written, longest);
      fc.pre(most !== undefined && Number.isFinite(most));
      const each = (patternCost(written, length) ?? Infinity) / (length + 3);
      expect(each).toBeLessThanOrEqual(most * 1.000001);
    });
    expect(patternCostPerCharacter("(", 10)).toBeUndefined();
  });

  test("is infinite, not wrong, where numbers end", () => {
    expect(patternCost("^(a|b){5000}$", 4096)).toBe(Infinity);
    expect(patternCost("^((a*)*)*$", 4096)).toBe(Infinity);
    expect(patternCost("^(a|b){999999999}", 4096)).toBe(Infinity);
  });

  test.each([
    ["lookahead", "^(?=a)a$"],
    ["negative lookahead", "^(?!a)b$"],
    ["lookbehind", "(?<=a)b"],
    ["a backreference", "^(a*)\\1$"],
    ["a named group", "^(?<name>a)$"],
    ["a named backreference", "^(?<name>a)\\k<name>$"],
    ["modifiers", "^(?i:a)$"],
    ["a quantifier beyond nine digits", "^a{1000000000}$"],
    ["one of them inside groups", "^(?:a|((?=b)))$"],
    ["an open group", "(a"],
    ["an open class", "[a"],
    ["nothing to repeat", "*"],
    ["a quantifier of a quantifier", "a{2}{3}"],
    ["bounds in the wrong order", "a{3,2}"],
    ["an unknown escape", "\\y"],
    ["a bracket too many", "a)"],
    ["more than its share of characters", "a".repeat(MAX_PATTERN_LENGTH + 1)],
  ])("is undefined for a pattern with %s", (_what, pattern) => {
    expect(patternCost(pattern, 10)).toBeUndefined();
  });

  test("never throws, and is at least 1, whatever the pattern", () => {
    const anyPattern = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.string({ unit: fc.constantFrom(...PATTERN_CHARACTERS), maxLength: 300 }),
    );
    forAllIn(2000, anyPattern, fc.nat(4096), (pattern, longest) => {
      expect(patternCost(pattern, longest) ?? 1).toBeGreaterThanOrEqual(1);
    });
    expect(patternCost("(".repeat(128) + ")".repeat(128), 10)).toBe(2838);
  });

  test("does not change when every quantifier is lazy", () => {
    forAll(patternArbitrary, (pattern) => {
      const lazy = patternText(lazyPattern(pattern));
      fc.pre(lazy.length <= MAX_PATTERN_LENGTH);
      expect(patternCost(lazy, 8)).toBe(patternCost(patternText(pattern), 8));
    });
  });

  test("bounds the steps of a backtracking matcher", () => {
    forAllIn(3000, patternArbitrary, fc.boolean(), adversarialText, (drawn, isLazy, text) => {
      const pattern = isLazy ? lazyPattern(drawn) : drawn;
      const written = patternText(pattern);
      const cost = patternCost(written, text.length);
      fc.pre(cost !== undefined && cost <= BOUND);
      // A matcher that does not know of anchors looks at each place whether a pattern begins
      // there.
      const mostSteps = cost + written.length * (text.length + 1);
      const { isMatch, steps } = countingMatch(pattern, text, mostSteps);
      expect(steps).toBeLessThanOrEqual(mostSteps);
      expect(isMatch).toBe(new RegExp(written, "u").test(text));
    });
  });
});
