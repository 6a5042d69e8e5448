import { describe, expect, test } from "vitest";

import { readPage, tableCells, withoutCode } from "../support/pages.ts";

/** In a terminal, an editor, and a diff. */
const WIDEST_LINE = 120;
const WIDEST_CELL = 60;

/** Pages that keep to it. */
const READABLE = [
  "CONTRIBUTING.md",
  "README.md",
  "examples/README.md",
  "docs/answers.md",
  "docs/nothing-arrived.md",
  "docs/notifications.md",
  "docs/operator.md",
  "docs/powerauth-import.md",
  "docs/scaling.md",
  "docs/settings.md",
  "docs/systems.md",
  "docs/vault.md",
  "docs/words.md",
];

/** How wide a line is read: the target of a link is not. */
function widthOf(line: string): number {
  return charactersOf(line.replaceAll(/\]\([^)]*\)/gu, "]"));
}

function charactersOf(text: string): number {
  return Array.from(text).length;
}

describe.each(READABLE)("%s", (path) => {
  const page = readPage(path);

  test(`has no line wider than ${WIDEST_LINE} columns, code and links aside`, () => {
    const wide = withoutCode(page)
      .split("\n")
      .filter((line) => widthOf(line) > WIDEST_LINE);
    expect(wide).toEqual([]);
  });

  test(`has no table with a cell above ${WIDEST_CELL} characters`, () => {
    expect(tableCells(page).filter((cell) => charactersOf(cell) > WIDEST_CELL)).toEqual([]);
  });
});

test("a wide line and a wide cell are found", () => {
  expect(widthOf(`${"a".repeat(100)} [${"b".repeat(20)}](https://example.com)`)).toBe(123);
  expect(tableCells("| a | b \\| c |\n| - | - |\n```\n| code | x |\n```\n")).toEqual([
    "a",
    "b \\| c",
  ]);
});
