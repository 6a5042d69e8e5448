import { globSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { readPage, tableCells, withoutCode } from "../support/pages.ts";

const ROOT = join(import.meta.dirname, "../..");

/**
 * In a terminal, an editor, and a diff; a row of a table is one line, however many cells it has.
 */
const WIDEST_LINE = 100;
const WIDEST_ROW = 120;
const WIDEST_CELL = 60;

/** The law: a step is a line of its own, and a row what the model found. */
const LAW = "docs/protocol.md";

/** Whose tables of measurements are wider. */
const WIDER = new Set([LAW, "docs/isolation.md", "docs/retries.md"]);
const pages = globSync("{*.md,docs/*.md,examples/*.md}", { cwd: ROOT });

/** A comment wraps like prose; an address cannot. */
const COMMENT = /^\s*(?:\/\*\*|\*|\/\/)/u;
const ADDRESS = /https?:\/\/\S+/gu;
/** Written by a generator, from the descriptions of the OpenAPI document. */
const GENERATED = "client/api-types.ts";

/** How wide a line is read: the target of a link is not, and a command cannot be wrapped. */
function widthOf(line: string): number {
  return charactersOf(line.replaceAll(/\]\([^)]*\)/gu, "]").replaceAll(/`[^`]{60,}`/gu, "``"));
}

function charactersOf(text: string): number {
  return Array.from(text).length;
}

function commentWidthOf(line: string): number {
  return charactersOf(line.replaceAll(ADDRESS, ""));
}

function isRow(line: string): boolean {
  return /^\s*\|/u.test(line);
}

test.each(pages.filter((path) => path !== LAW))(
  `%s has no line wider than ${WIDEST_LINE} columns, code and links aside`,
  (path) => {
    const lines = withoutCode(readPage(path)).split("\n");
    expect(lines.filter((line) => !isRow(line) && widthOf(line) > WIDEST_LINE)).toEqual([]);
  },
);

test.each(pages.filter((path) => !WIDER.has(path)))(
  `%s has no row wider than ${WIDEST_ROW} columns`,
  (path) => {
    const page = readPage(path);
    const rows = withoutCode(page).split("\n").filter(isRow);
    expect(rows.filter((row) => widthOf(row) > WIDEST_ROW)).toEqual([]);
    expect(tableCells(page).filter((cell) => charactersOf(cell) > WIDEST_CELL)).toEqual([]);
  },
);

test.each(["bench", "bin", "client", "console", "lambdas", "lib", "local", "test", "tools"])(
  `%s has no comment wider than ${WIDEST_LINE} columns`,
  (folder) => {
    const wide = globSync(`${folder}/**/*.{ts,tsx,mjs}`, {
      cwd: ROOT,
      exclude: ["**/node_modules/**", GENERATED],
    }).flatMap((path) =>
      readPage(path)
        .split("\n")
        .filter((line) => COMMENT.test(line) && commentWidthOf(line) > WIDEST_LINE)
        .map((line) => `${path}: ${line.trim()}`),
    );
    expect(wide).toEqual([]);
  },
);

test("a wide line and a wide cell are found", () => {
  expect(widthOf(`${"a".repeat(100)} [${"b".repeat(20)}](https://example.com)`)).toBe(123);
  expect(tableCells("| a | b \\| c |\n| - | - |\n```\n| code | x |\n```\n")).toEqual([
    "a",
    "b \\| c",
  ]);
});
