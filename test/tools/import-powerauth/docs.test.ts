import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { temporaryFolder } from "../../support/temporary-folder.ts";
import { runCommand } from "./run-command.ts";

const page = readFileSync(new URL("../../../docs/powerauth-import.md", import.meta.url), "utf8");
const COMMAND = "npm run import:powerauth -- callbacks.json";

test("docs/powerauth-import.md shows what its commands print for its example", async () => {
  const [, rows = ""] = /```json\n(.*?)```/su.exec(page) ?? [];
  const file = join(temporaryFolder(), "callbacks.json");
  writeFileSync(file, rows);
  const shown = [...page.matchAll(/```text\n\$ (.*?)\n(.*?)```/gsu)];
  expect(shown).toHaveLength(2);
  for (const [, command = "", printed] of shown) {
    expect(command.startsWith(`${COMMAND} `)).toBe(true);
    const args = command.slice(COMMAND.length + 1).split(" ");
    // Where they differ: run the command again, and put what it prints into the page.
    expect((await runCommand([file, ...args])).output).toBe(printed);
  }
});
