import { expect, it } from "vitest";

import { addCounts, closingLine, readClosingLine } from "../../../local/checks/test-counts.ts";

it("the closing line of vitest is read, and the one of the whole has the same form", () => {
  const tests = readClosingLine("12 passed, 1 failed, 3 skipped");
  expect(tests).toStrictEqual({ passed: 12, failed: 1, skipped: 3 });
  expect(closingLine(addCounts(tests!, { passed: 4, failed: 0, skipped: 0 }))).toBe(
    "16 passed, 1 failed, 3 skipped",
  );
});

it("other lines are not taken for it", () => {
  expect(readClosingLine("Tests  12 passed | 1 failed (13)")).toBeUndefined();
});
