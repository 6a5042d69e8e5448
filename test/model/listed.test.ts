import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { MUTANTS } from "./mutants.ts";
import { ROWS } from "./rows.ts";

const PROTOCOL = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");
const SECTION = PROTOCOL.slice(PROTOCOL.indexOf("## 5. "), PROTOCOL.indexOf("## 6. "));

/** The cells of all rows of section 5, without the tables' heads. */
const LISTED = SECTION.split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (?:-|configuration|without it)/u.test(line))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test("section 5 of the protocol lists all rows and mutants, as they are", () => {
  const rows = ROWS.map(({ name, live, settings, states, extra }) => [
    live ? `${name} ●` : name,
    String(settings.attempts),
    states.toLocaleString("en-US"),
    String(extra),
  ]);
  const mutants = MUTANTS.map(({ name, steps, seen }) => [name, String(steps), seen]);
  expect(LISTED).toEqual([...rows, ...mutants]);
});

test("its lines fit a screen", () => {
  expect(SECTION.split("\n").filter((line) => line.length > 100)).toEqual([]);
});
