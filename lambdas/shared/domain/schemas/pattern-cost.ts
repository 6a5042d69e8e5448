import { parsePattern, type PatternNode } from "./pattern-syntax.ts";

/** Longest pattern that is judged: enough for e-mail addresses and IBANs, and groups cannot nest deeper than the stack. */
export const MAX_PATTERN_LENGTH = 256;

/**
 * The ways in which a backtracking matcher can try a pattern against a text, at most: a character or place 1, a sequence the
 * product, alternatives the sum, `X{n,m}` the sum of ways(X)^k for k from n to m. Where there is no m, it is one more than the
 * text has characters, for the repetition that fails; and a pattern that does not begin with `^` is tried from every place.
 *
 * Every end of a try, also a failed one, goes with a choice at each alternative and quantifier of its own, and these are what
 * is counted. What is repeated but may be empty counts 2 at least: repetitions of nothing use up no text that would end them.
 * @param longest characters of the text, at most
 * @returns `Infinity` for numbers beyond all bounds; `undefined` for a pattern that is malformed, longer than 256 characters or
 * not understood (see `parsePattern`)
 */
export function patternCost(pattern: string, longest: number): number | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH) return undefined;
  const node = parsePattern(pattern);
  if (node === undefined) return undefined;
  const starts = beginsAtStart(node) ? 1 : longest + 1;
  return costOf(node, longest) * starts;
}

function costOf(node: PatternNode, longest: number): number {
  switch (node.kind) {
    case "character":
    case "place":
      return 1;
    case "sequence":
      return node.parts.reduce((cost, part) => cost * costOf(part, longest), 1);
    case "choice":
      return node.options.reduce((cost, option) => cost + costOf(option, longest), 0);
    case "repeat": {
      const least = canBeEmpty(node.part) ? 2 : 1;
      const max = node.max === Infinity ? Math.max(node.min, longest + 1) : node.max;
      return sumOfPowers(Math.max(least, costOf(node.part, longest)), node.min, max);
    }
  }
}

/** base^min + … + base^max, for a base of 1 or at least 2: the loop ends at `Infinity`, after 1,024 doublings at most. */
function sumOfPowers(base: number, min: number, max: number): number {
  if (base === 1) return max - min + 1;
  let sum = 0;
  for (let power = min; power <= max && sum < Infinity; power += 1) sum += base ** power;
  return sum;
}

function canBeEmpty(node: PatternNode): boolean {
  switch (node.kind) {
    case "character":
      return false;
    case "place":
      return true;
    case "sequence":
      return node.parts.every(canBeEmpty);
    case "choice":
      return node.options.some(canBeEmpty);
    case "repeat":
      return node.min === 0 || canBeEmpty(node.part);
  }
}

/** Whether every try from another place than the start fails at once. */
function beginsAtStart(node: PatternNode): boolean {
  switch (node.kind) {
    case "place":
      return node.isStart;
    case "sequence":
      return node.parts[0] !== undefined && beginsAtStart(node.parts[0]);
    case "choice":
      return node.options.every(beginsAtStart);
    case "character":
    case "repeat":
      return false;
  }
}
