import { globSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { readPage, tableCells, withoutCode } from "../support/pages.ts";

const ROOT = join(import.meta.dirname, "../..");

/** In a terminal, an editor, and a diff. */
const WIDEST_LINE = 120;
const WIDEST_CELL = 60;

/** Whose history, or tables of measurements and of the law, were written wider. */
const WIDER = new Set([
  "CHANGELOG.md",
  "docs/decisions.md",
  "docs/isolation.md",
  "docs/protocol.md",
  "docs/retries.md",
]);
const pages = globSync("{*.md,docs/*.md,examples/*.md}", { cwd: ROOT });

/** How wide a line is read: the target of a link is not. */
function widthOf(line: string): number {
  return charactersOf(line.replaceAll(/\]\([^)]*\)/gu, "]"));
}

function charactersOf(text: string): number {
  return Array.from(text).length;
}

describe.each(pages.filter((path) => !WIDER.has(path)))("%s", (path) => {
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
