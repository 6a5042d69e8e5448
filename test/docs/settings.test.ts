import { expect, test } from "vitest";

import { readSettings } from "../../lib/settings/read-settings.ts";
import { readPage } from "../support/pages.ts";

const settings = new Map(
  Object.entries(readSettings({})).map(([name, value]) => [name, JSON.stringify(value)]),
);
const rows = readPage("docs/settings.md")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, names = "", defaults = ""]) => ({
    names: names.split(", ").map((name) => name.replaceAll("`", "")),
    defaults: defaults.split(", ").map((value) => value.replaceAll("`", "")),
  }));

test("docs/settings.md names settings that there are, with their defaults", () => {
  expect(rows.length).toBeGreaterThan(20);
  const told = rows.flatMap(({ names, defaults }) =>
    names.map((name, index) => [name, defaults[index] ?? defaults[0]]),
  );
  const held = told.map(([name = ""]) => [name, defaultOf(name)]);
  expect(told).toEqual(held);
});

/** As the page shows it; undefined for a setting that there is not. */
function defaultOf(name: string): string | undefined {
  const value = settings.get(name);
  return value === "[]" ? "none" : value?.replaceAll('"', "");
}
