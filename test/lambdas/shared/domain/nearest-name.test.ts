import { expect, test } from "vitest";

import { nearestName } from "../../../../lambdas/shared/domain/nearest-name.ts";

const NAMES = ["PIN_CHANGE", "CARD_STATUS_CHANGE", "A"];

test.each([
  ["PIN_CHNAGE", "PIN_CHANGE"],
  ["pin-change", "PIN_CHANGE"],
  ["PIN_CHANG", "PIN_CHANGE"],
  ["CARD_STATUS", undefined],
  ["B", undefined],
  ["", undefined],
])("%j is nearest to %j", (wrong, nearest) => {
  expect(nearestName(wrong, NAMES)).toBe(nearest);
});

test("of two the one that differs less, and the first of equals", () => {
  expect(nearestName("orders", ["orderly", "order", "border"])).toBe("order");
  expect(nearestName("ab_d", ["ab_c", "ab_e"])).toBe("ab_c");
});
