import type { JsonSchema } from "../event-type.ts";
import { isSpent, type StepBudget } from "../step-budget.ts";
import { CHARACTERS_AROUND, patternCostPerCharacter } from "./pattern-cost.ts";

/** Longest text that a pattern of an application's own may be tried on. */
export const MAX_TEXT_LENGTH = 4096;
/** Steps of a pattern (see `patternCost`) in the time of one step: V8 takes 2.4 ns for each. */
const PATTERN_STEPS_PER_STEP = 8;
/** Characters that are counted in the time of a step. */
const CHARACTERS_PER_STEP = 16;
/** Steps to make a pattern ready: 0.2 ms, and as much again for each class of Unicode in it. */
const STEPS_TO_MAKE = 10_000;
/** What stands for thousands of characters: `\p{L}`. */
const UNICODE_CLASS = /\\p/giu;

/** The keyword of a text that it does not meet. */
export type TextFlaw = "minLength" | "maxLength" | "pattern";

/** Which keyword a text does not meet; anything once the budget is spent. */
export type TextTest = (text: string, budget: StepBudget) => TextFlaw | undefined;

/** Makes the test for the keywords of texts; `undefined` where a schema has none. */
export function textTest({ minLength, maxLength, pattern }: JsonSchema): TextTest | undefined {
  if (minLength === undefined && maxLength === undefined && pattern === undefined) return undefined;
  const least = Number(minLength ?? 0);
  const most = Number(maxLength ?? Infinity);
  const matches = typeof pattern === "string" ? patternTest(pattern, most) : undefined;
  return (text, budget) => {
    // Half as many characters as units at least, where each is a surrogate pair.
    if (text.length > 2 * most) return "maxLength";
    const isPlain = text.length <= most && text.length >= 2 * least;
    const length = isPlain ? text.length : lengthOf(text, budget);
    if (length < least) return "minLength";
    if (length > most) return "maxLength";
    return matches?.(text, budget) === false ? "pattern" : undefined;
  };
}

/** Characters of a text, one for each surrogate pair. */
function lengthOf(text: string, budget: StepBudget): number {
  budget.left -= Math.ceil(text.length / CHARACTERS_PER_STEP);
  if (isSpent(budget)) return 0;
  let pairs = 0;
  for (let index = 1; index < text.length; index += 1) {
    if (
      (text.charCodeAt(index) & 0xfc00) === 0xdc00 &&
      (text.charCodeAt(index - 1) & 0xfc00) === 0xd800
    ) {
      pairs += 1;
    }
  }
  return text.length - pairs;
}

/**
 * A pattern that is tried on texts up to the length that it was judged for, and made at its first.
 * Each text takes the steps of the worst of its length.
 */
function patternTest(
  pattern: string,
  longest: number,
): (text: string, budget: StepBudget) => boolean {
  let made: RegExp | undefined;
  const perCharacter =
    (patternCostPerCharacter(pattern, Math.min(longest, MAX_TEXT_LENGTH)) ?? 1) /
    PATTERN_STEPS_PER_STEP;
  return (text, budget) => {
    if (made === undefined) budget.left -= stepsToMake(pattern);
    budget.left -= Math.ceil((text.length + CHARACTERS_AROUND) * perCharacter);
    if (isSpent(budget)) return true;
    made ??= ready(pattern);
    return made.test(text);
  };
}

function stepsToMake(pattern: string): number {
  return STEPS_TO_MAKE * (1 + unicodeClassesIn(pattern));
}

/** How many classes of Unicode a pattern names. */
export function unicodeClassesIn(pattern: string): number {
  return pattern.match(UNICODE_CLASS)?.length ?? 0;
}

/** Tried once already: V8 interprets the first try, ten times as slow as those after it. */
function ready(pattern: string): RegExp {
  const made = new RegExp(pattern, "u");
  made.test("");
  return made;
}
