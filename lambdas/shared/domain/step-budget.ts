/**
 * Steps that a piece of work may still take, counted as it goes: below zero it is spent, and what
 * the work says means nothing. Steps are counted, not timed, so that the same input has the same
 * outcome on every machine and under every load.
 */
export interface StepBudget {
  left: number;
}

/** A budget of so many steps. */
export function stepBudget(steps: number): StepBudget {
  return { left: steps };
}

/** Whether more steps were wanted than there were. */
export function isSpent(budget: StepBudget): boolean {
  return budget.left < 0;
}

/** Steps that several pieces of work divide among themselves. */
export interface StepPool {
  /** Does one of them with its share of what is left; what it leaves goes to those behind it. */
  readonly share: <Result>(work: (budget: StepBudget) => Result) => Result;
}

/**
 * A pool for so many pieces of work. None can starve another: each gets an equal part of what is
 * left when its turn comes, and `least` at any rate.
 */
export function makeStepPool(steps: number, parties: number, least = 0): StepPool {
  let left = steps;
  let waiting = parties;
  return {
    share(work) {
      const budget = stepBudget(Math.max(least, Math.floor(left / Math.max(1, waiting))));
      const given = budget.left;
      const result = work(budget);
      left = Math.max(0, left - given + Math.max(0, budget.left));
      waiting -= 1;
      return result;
    },
  };
}
