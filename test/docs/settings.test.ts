import { expect, test } from "vitest";

import { readSettings } from "../../lib/settings/read-settings.ts";
import { readPage } from "../support/pages.ts";

const settings: Readonly<Record<string, unknown>> = { ...readSettings({}) };
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
  for (const { names, defaults } of rows) {
    for (const [index, name] of names.entries()) {
      const told = defaults[index] ?? defaults[0];
      expect(settings).toHaveProperty(name);
      const value = settings[name];
      const isNone = value === undefined || (Array.isArray(value) && value.length === 0);
      expect({ name, told }).toEqual({ name, told: isNone ? "none" : textOf(value) });
    }
  }
});

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
