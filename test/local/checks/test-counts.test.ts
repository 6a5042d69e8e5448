import { expect, it } from "vitest";

import { readClosingLine, sumOf } from "../../../local/checks/test-counts.ts";

it("the closing line of vitest is read, and its counts add up", () => {
  const tests = readClosingLine("12 passed, 1 failed, 3 skipped (2 files)");
  expect(tests).toStrictEqual({ passed: 12, failed: 1, skipped: 3, files: 2 });
  const others = readClosingLine("4 passed, 0 failed, 0 skipped (1 file)");
  expect(sumOf([tests!, others!])).toEqual({ passed: 16, failed: 1, skipped: 3, files: 3 });
});

it("other lines are not taken for it", () => {
  expect(readClosingLine("Tests  12 passed | 1 failed (13)")).toBeUndefined();
});
