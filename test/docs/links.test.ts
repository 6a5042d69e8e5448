import { existsSync, globSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

import { expect, test } from "vitest";

import { readPage, withoutCode } from "../support/pages.ts";

const ROOT = join(import.meta.dirname, "../..");
const PAGES = globSync("{*.md,docs/*.md,examples/*.md,test/model/*.md}", { cwd: ROOT });

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(path: string): string[] {
  const headings = withoutCode(readPage(path)).match(/^#+ .*$/gmu) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /u, "")
      .replaceAll(/\]\([^)]*\)/gu, "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** What is wrong with a link to another place of the project, if anything. */
function isBroken(page: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? page : normalize(join(dirname(page), file));
  if (!existsSync(join(ROOT, target))) return true;
  return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor);
}

test("every link of a page to another, or to a heading, leads there", () => {
  expect(PAGES.length).toBeGreaterThan(20);
  const broken = PAGES.flatMap((page) => {
    const links = withoutCode(readPage(page)).matchAll(/\]\(([^)\s]+)\)/gu);
    return Array.from(links, ([, link = ""]) => link)
      .filter((link) => !/^[a-z]+:/u.test(link) && isBroken(page, link))
      .map((link) => `${page}: ${link}`);
  });
  expect(broken).toEqual([]);
});

test("every page of docs/ is listed in the README", () => {
  const readme = readPage("README.md");
  const missing = readdirSync(join(ROOT, "docs"))
    .filter((name) => name.endsWith(".md"))
    .filter((name) => !readme.includes(`](docs/${name})`));
  expect(missing).toEqual([]);
});

test("every function of the picture in the README is a folder, and it has colours for the dark", () => {
  const picture = readPage("docs/flow.svg");
  const functions = [...picture.matchAll(/<rect class="function"[^>]*><text[^>]*>([\w-]+)</gu)];
  expect(functions.length).toBeGreaterThan(4);
  for (const [, name = ""] of functions) expect(existsSync(join(ROOT, "lambdas", name))).toBe(true);
  expect(picture).toContain("@media (prefers-color-scheme: dark)");
});
