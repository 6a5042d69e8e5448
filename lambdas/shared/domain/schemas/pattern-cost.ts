import { parsePattern, type PatternNode } from "./pattern-syntax.ts";

/**
 * Longest pattern that is checked: enough for e-mail and IBAN, and nested less deep than the stack.
 */
export const MAX_PATTERN_LENGTH = 256;
/** Characters that a text takes in JSON beside its own: two quotes and a comma. */
export const CHARACTERS_AROUND = 3;

/** What a part of a pattern costs a backtracking matcher, at most, on a text of some length. */
interface Cost {
  /** Ways in which it can match from one place: so often is tried what follows it. */
  readonly ways: number;
  /** Visits of its parts until all these ways have been tried once. */
  readonly steps: number;
}

const ONE: Cost = { ways: 1, steps: 1 };

/**
 * The steps that a backtracking matcher takes for a text of so many characters, at most, whichever
 * they are. Each part of a sequence is tried once for every way in which what stands before it can
 * match; a repeated part once more than it can match.
 * @returns `Infinity` for numbers beyond all bounds; `undefined` for a pattern that is malformed,
 * longer than 256 characters or not understood (see `parsePattern`)
 * @internal the tests count the steps of a real matcher against it
 */
export function patternCost(pattern: string, length: number): number | undefined {
  const node = understood(pattern);
  return node && stepsOf(node, length);
}

/**
 * The steps for each character of a payload that holds nothing but texts for this pattern, at most:
 * of whatever length up to `longest` they are, many short ones or few long ones.
 * @returns as `patternCost`
 */
export function patternCostPerCharacter(pattern: string, longest: number): number | undefined {
  const node = understood(pattern);
  if (node === undefined) return undefined;
  let most = stepsOf(node, 0) / CHARACTERS_AROUND;
  // A text between two of these lengths takes no more steps than the longer, and no fewer
  // characters than the shorter.
  for (let shorter = 0; shorter < longest; shorter = Math.max(1, 2 * shorter)) {
    const longer = Math.min(longest, Math.max(1, 2 * shorter));
    most = Math.max(most, stepsOf(node, longer) / (shorter + 1 + CHARACTERS_AROUND));
  }
  return most;
}

function understood(pattern: string): PatternNode | undefined {
  return pattern.length > MAX_PATTERN_LENGTH ? undefined : parsePattern(pattern);
}

/** A pattern that does not begin with `^` is tried from every place. */
function stepsOf(node: PatternNode, length: number): number {
  return costOf(node, length).steps * (beginsAtStart(node) ? 1 : length + 1);
}

function costOf(node: PatternNode, length: number): Cost {
  switch (node.kind) {
    case "character":
    case "place":
      return ONE;
    case "sequence":
      return node.parts
        .map((part) => costOf(part, length))
        .reduce((before, part) => inSequence(before, part), ONE);
    case "choice":
      return node.options
        .map((option) => costOf(option, length))
        .reduce((sum, option) => plus(sum, option), { ways: 0, steps: 1 });
    case "repeat":
      return costOfRepeat(node, length);
  }
}

function inSequence(before: Cost, part: Cost): Cost {
  return { ways: before.ways * part.ways, steps: before.steps + before.ways * part.steps };
}

function plus(one: Cost, other: Cost): Cost {
  return { ways: one.ways + other.ways, steps: one.steps + other.steps };
}

/**
 * What takes a character each time can be repeated as often as there are any, and then fails once.
 * What may be empty counts two ways at least: repetitions of nothing use up no text that would end
 * them.
 */
function costOfRepeat(
  { part, min, max }: Extract<PatternNode, { kind: "repeat" }>,
  length: number,
): Cost {
  const isEmpty = canBeEmpty(part);
  const { ways, steps } = costOf(part, length);
  const base = Math.max(isEmpty ? 2 : 1, ways);
  const most = max === Infinity || !isEmpty ? Math.min(max, length + 1) : max;
  const last = isEmpty ? Math.max(min, most) : most;
  return {
    ways: sumOfPowers(base, Math.min(min, last), last),
    steps: sumOfPowers(base, 0, last) * (steps + 1),
  };
}

/** base^min + … + base^max, for a base of 1 or at least 2. */
function sumOfPowers(base: number, min: number, max: number): number {
  if (base === 1) return max - min + 1;
  const beyond = base ** (max + 1);
  return beyond === Infinity ? Infinity : (beyond - base ** min) / (base - 1);
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
