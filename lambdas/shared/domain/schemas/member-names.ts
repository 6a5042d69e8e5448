import type { StepBudget } from "../step-budget.ts";

/**
 * Members of an object that V8 keeps in order; of a larger one it sorts the names each time, which
 * takes 150 ns for each.
 */
const MOST_ORDERED_NAMES = 1000;
const STEPS_PER_UNORDERED_NAME = 8;

/** The names in an object take a step each; several in a large one that is not in order. */
export function memberNames(object: object, budget: StepBudget): string[] {
  const names = Object.keys(object);
  budget.left -= names.length * (names.length > MOST_ORDERED_NAMES ? STEPS_PER_UNORDERED_NAME : 1);
  return names;
}
