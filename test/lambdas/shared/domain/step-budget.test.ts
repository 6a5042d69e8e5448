import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  isSpent,
  makeStepPool,
  stepBudget,
} from "../../../../lambdas/shared/domain/step-budget.ts";
import { forAll } from "../../../support/for-all.ts";

/** What each of several gets that wants so many steps. */
function given(pool: ReturnType<typeof makeStepPool>, wants: readonly number[]): number[] {
  return wants.map((want) =>
    pool.share((budget) => {
      const had = budget.left;
      budget.left -= want;
      return had;
    }),
  );
}

describe("a budget of steps", () => {
  test("is spent when more are wanted than there are", () => {
    const budget = stepBudget(2);
    budget.left -= 2;
    expect(isSpent(budget)).toBe(false);
    budget.left -= 1;
    expect(isSpent(budget)).toBe(true);
  });
});

describe("a pool of steps", () => {
  test("gives equal parts, and what one leaves to those behind it", () => {
    expect(given(makeStepPool(90, 3), [99, 99, 99])).toEqual([30, 30, 30]);
    expect(given(makeStepPool(90, 3), [10, 99, 99])).toEqual([30, 40, 40]);
    expect(given(makeStepPool(90, 1), [99])).toEqual([90]);
  });

  test("gives what everybody has at least, also to more than it was made for", () => {
    expect(given(makeStepPool(10, 2, 8), [99, 99, 99])).toEqual([8, 8, 8]);
    expect(given(makeStepPool(10, 0), [3])).toEqual([10]);
  });

  test("gives nobody less than an equal part, and all together no more than there is", () => {
    const wants = fc.array(fc.nat(100), { minLength: 1, maxLength: 10 });
    forAll(fc.nat(500), wants, (steps, all) => {
      const parts = given(makeStepPool(steps, all.length), all);
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(Math.floor(steps / all.length) - 1);
      const taken = parts.map((part, index) => Math.min(part, all[index] ?? 0));
      expect(taken.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(steps);
    });
  });
});
