import { expect, test } from "vitest";

import { makePatience } from "../../../../lambdas/shared/runtime/patience.ts";

test.each([
  [60_000, 50_000],
  [20_000, 10_000],
  [3000, 1500],
])("of %i ms that are left, throttled calls may take %i", (leftMs, takenMs) => {
  const patience = makePatience(() => 1000);
  patience.begin({ getRemainingTimeInMillis: () => leftMs });
  expect(patience.untilMs()).toBe(1000 + takenMs);
});

test("there is none before an invocation begins", () => {
  expect(makePatience(() => 1000).untilMs()).toBe(0);
});
