import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** The text of a page, by its path in the project. */
export function readPage(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/**
 * The shell commands of a page, block by block, in their order; of one section, where a heading is
 * given.
 */
export function shellBlocks(page: string, heading?: string): string[] {
  const text = heading === undefined ? page : sectionOf(page, heading);
  return [...text.matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, block = ""]) => block);
}

/**
 * What stands under a heading of the second level.
 * @throws {Error} when the page has no such heading
 */
export function sectionOf(page: string, heading: string): string {
  const section = page.split(/^## /mu).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`no heading "${heading}"`);
  return section;
}

/** A page without its blocks of code. */
export function withoutCode(page: string): string {
  return page.replaceAll(/^( *)```.*?^\1```$/gmsu, "");
}

/** The cells of a page's tables, trimmed, but for the lines under the headings. */
export function tableCells(page: string): string[] {
  return withoutCode(page)
    .split("\n")
    .filter((line) => /^\s*\|/u.test(line) && !/^[\s|:-]+$/u.test(line))
    .flatMap((line) => line.split(/(?<!\\)\|/u).slice(1, -1))
    .map((cell) => cell.trim());
}
