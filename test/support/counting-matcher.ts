import fc from "fast-check";

/** A pattern as a tree of its own, apart from the code under test. */
export type TestPattern =
  | { readonly kind: "one"; readonly text: string; readonly characters: string }
  | { readonly kind: "place"; readonly text: "^" | "$" }
  | { readonly kind: "group"; readonly options: readonly (readonly TestPattern[])[] }
  | {
      readonly kind: "repeat";
      readonly part: TestPattern;
      readonly text: string;
      readonly min: number;
      readonly max: number;
    };

/**
 * Patterns over the letters a and b, of the nested and overlapping kind that backtracking suffers
 * from.
 */
export const patternArbitrary: fc.Arbitrary<TestPattern> = fc.letrec<{
  atom: TestPattern;
  group: TestPattern;
}>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<TestPattern>(
      { kind: "one", text: "a", characters: "a" },
      { kind: "one", text: "b", characters: "b" },
      { kind: "one", text: ".", characters: "abx" },
      { kind: "one", text: "[ab]", characters: "ab" },
      { kind: "one", text: "\\w", characters: "abx" },
      { kind: "one", text: "[^a\\]]", characters: "bx" },
      { kind: "place", text: "$" },
      { kind: "place", text: "^" },
    ),
    tie("group"),
    fc
      .tuple(
        fc.oneof(
          fc.constant<TestPattern>({ kind: "one", text: "a", characters: "a" }),
          tie("group"),
        ),
        fc.constantFrom(
          { text: "*", min: 0, max: Infinity },
          { text: "+", min: 1, max: Infinity },
          { text: "?", min: 0, max: 1 },
          { text: "{2}", min: 2, max: 2 },
          { text: "{3}", min: 3, max: 3 },
          { text: "{0,2}", min: 0, max: 2 },
          { text: "{1,3}", min: 1, max: 3 },
          { text: "{2,}", min: 2, max: Infinity },
        ),
      )
      .map(([part, quantifier]): TestPattern => ({ kind: "repeat", part, ...quantifier })),
  ),
  group: fc
    .array(fc.array(tie("atom"), { maxLength: 3 }), { minLength: 1, maxLength: 3 })
    .map((options): TestPattern => ({ kind: "group", options })),
})).group;

/** As a regular expression. */
export function patternText(pattern: TestPattern): string {
  if (pattern.kind === "group") {
    return `(${pattern.options.map((parts) => parts.map(patternText).join("")).join("|")})`;
  }
  return pattern.kind === "repeat" ? patternText(pattern.part) + pattern.text : pattern.text;
}

/** The same with lazy quantifiers. */
export function lazyPattern(pattern: TestPattern): TestPattern {
  if (pattern.kind === "group") {
    return { ...pattern, options: pattern.options.map((parts) => parts.map(lazyPattern)) };
  }
  if (pattern.kind !== "repeat") return pattern;
  return { ...pattern, part: lazyPattern(pattern.part), text: `${pattern.text}?` };
}

/** Thrown when the steps are used up. */
class TooManySteps extends Error {}

/**
 * Matches as ECMAScript says (https://tc39.es/ecma262/#sec-pattern-semantics), by backtracking without any cleverness, and counts
 * the nodes that it visits.
 */
export function countingMatch(pattern: TestPattern, text: string, mostSteps: number) {
  let steps = 0;
  const visit = (node: TestPattern, at: number, next: (at: number) => boolean): boolean => {
    steps += 1;
    if (steps > mostSteps) throw new TooManySteps();
    switch (node.kind) {
      case "one":
        return at < text.length && node.characters.includes(text.charAt(at)) && next(at + 1);
      case "place":
        return at === (node.text === "^" ? 0 : text.length) && next(at);
      case "group":
        return node.options.some((parts) => visitAll(parts, at, next));
      case "repeat":
        return repeat(node, node.min, node.max, at, next);
    }
  };
  const visitAll = (parts: readonly TestPattern[], at: number, next: (at: number) => boolean) => {
    const [first, ...rest] = parts;
    if (first === undefined) return next(at);
    return visit(first, at, (reached): boolean => visitAll(rest, reached, next));
  };
  const repeat = (
    node: Extract<TestPattern, { kind: "repeat" }>,
    min: number,
    max: number,
    at: number,
    next: (at: number) => boolean,
  ): boolean => {
    if (max === 0) return next(at);
    const once = (): boolean =>
      visit(node.part, at, (reached) => {
        if (min === 0 && reached === at) return false;
        return repeat(node, Math.max(min - 1, 0), max - 1, reached, next);
      });
    if (min > 0) return once();
    return node.text.endsWith("?") && node.text.length > 1
      ? next(at) || once()
      : once() || next(at);
  };
  let isMatch = false;
  for (let start = 0; start <= text.length && !isMatch; start += 1) {
    isMatch = visit(pattern, start, () => true);
  }
  return { isMatch, steps };
}
