import { expect, it } from "vitest";

import {
  addCounts,
  chosenTests,
  closingLine,
  readClosingLine,
} from "../../../local/checks/test-counts.ts";

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

it.each([
  [false, [], "all tests"],
  [true, [], "all tests that need no local cloud"],
  [false, ["test/lib", "-t", "a queue"], "the tests chosen by test/lib -t a queue"],
  [true, ["test/lib"], "the tests chosen by test/lib"],
])("a run (--unit: %s, arguments: %j) says which tests it counts", (unitOnly, filters, text) => {
  expect(chosenTests({ unitOnly, filters })).toBe(text);
});
