import { expect, test } from "vitest";

import { eachPool, isBehind } from "../../../../lambdas/shared/domain/pool.ts";

test("deliveries go from the quick pool over the trial pool to the slow one, and never back", () => {
  expect(eachPool((pool) => eachPool((other) => isBehind(pool, other)))).toEqual({
    quick: { quick: false, trial: false, slow: false },
    trial: { quick: true, trial: false, slow: false },
    slow: { quick: true, trial: true, slow: false },
  });
});
