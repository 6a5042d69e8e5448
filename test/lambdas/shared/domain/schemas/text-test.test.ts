import { expect, test } from "vitest";

import { textTest } from "../../../../../lambdas/shared/domain/schemas/text-test.ts";
import { stepBudget } from "../../../../../lambdas/shared/domain/step-budget.ts";

test("a pattern whose cost is unknown is tried all the same, a step for each character", () => {
  const longerThanJudged = `^a+(?:${"b".repeat(256)})?$`;
  const matches = textTest({ pattern: longerThanJudged });
  const budget = stepBudget(1_000_000);
  expect(matches?.("aa", budget)).toBeUndefined();
  expect(matches?.("ab", budget)).toBe("pattern");
  expect(1_000_000 - budget.left).toBeGreaterThan(4);
});
