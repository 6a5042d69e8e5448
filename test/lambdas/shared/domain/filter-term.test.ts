import { expect, test } from "vitest";

import {
  comparisonsOf,
  type FilterTerm,
  isLeaf,
} from "../../../../lambdas/shared/domain/filter-term.ts";

test.each<[FilterTerm, number]>([
  ["running", 0],
  [5, 0],
  [null, 0],
  [{ exists: false }, 0],
  [{ prefix: "a" }, 1],
  [{ suffix: "z" }, 1],
  [{ numeric: [">", 0, "<", 5] }, 1],
  [{ "anything-but": "a" }, 0],
  [{ "anything-but": ["a", "b"] }, 0],
  [{ "anything-but": { prefix: "a" } }, 1],
  [{ "anything-but": { prefix: ["a", "b"] } }, 2],
  [{ "anything-but": { suffix: "z" } }, 1],
  [{ "anything-but": { suffix: ["x", "y", "z"] } }, 3],
])("%j takes %i comparisons with each leaf", (term, comparisons) => {
  expect(comparisonsOf(term)).toBe(comparisons);
});

test.each([
  [null, true],
  ["", true],
  [0, true],
  [false, true],
  [undefined, false],
  [{}, false],
  [[], false],
])("isLeaf(%j) is %s", (value, expected) => {
  expect(isLeaf(value)).toBe(expected);
});
