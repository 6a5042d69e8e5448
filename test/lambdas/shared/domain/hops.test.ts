import { expect, test } from "vitest";

import { isHopCount, MAX_HOPS } from "../../../../lambdas/shared/domain/hops.ts";

test.each([1, 2, MAX_HOPS])("%s is a count of an event that a delivery brought about", (hops) => {
  expect(isHopCount(hops)).toBe(true);
});

test.each([0, -1, 1.5, MAX_HOPS + 1, Infinity, Number.NaN, "1", null, undefined, [1]])(
  "%j is none",
  (hops) => {
    expect(isHopCount(hops)).toBe(false);
  },
);
