import { readFileSync, writeFileSync } from "node:fs";

import { MUTANTS } from "./mutants.ts";
import { ROWS } from "./rows.ts";

const ROW_FILES = ["rows.ts", "pool-rows.ts", "breaker-rows.ts"];
const MUTANT_FILES = ["mutants.ts", "pool-mutants.ts", "breaker-mutants.ts"];
const PROTOCOL = "../../docs/protocol.md";

/** Writes the counts of a row where it stands. */
export function recountRow(name: string, states: number, extra: number): void {
  const text = states.toLocaleString("en-US");
  const count = states < 10_000 ? String(states) : text.replaceAll(",", "_");
  rewrite(ROW_FILES, `(ow\\(\\s*${quoted(name)},\\s*)\\[[\\d_]+, \\d+\\]`, `[${count}, ${extra}]`);
}

/** Writes the steps of a mutant where it stands. */
export function recountMutant(name: string, steps: number): void {
  rewrite(MUTANT_FILES, `(${quoted(name)},\\s*\\[)\\d+`, String(steps));
}

/** Writes the tables of section 5 of docs/protocol.md, as rows.ts and mutants.ts are. */
export function listAll(): void {
  listUnder(
    "configuration",
    ROWS.map(({ name, live, settings, states, extra }) => [
      live ? `${name} ●` : name,
      settings.attempts,
      states.toLocaleString("en-US"),
      extra,
    ]),
  );
  listUnder(
    "without it",
    MUTANTS.map(({ name, steps, seen }) => [name, steps, seen]),
  );
}

/** In place of the rows of the table whose head begins so. */
function listUnder(head: string, rows: readonly (readonly (string | number)[])[]): void {
  const lines = rows.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
  rewrite([PROTOCOL], `(\\| ${head} [^\\n]*\\n\\|[-| ]+\\n)(?:\\|[^\\n]*\\n)+`, lines);
}

function quoted(name: string): string {
  return JSON.stringify(name).replaceAll(/[.*+?()|[\]{}\\^$]/gu, "\\$&");
}

/** Replaces what `pattern` finds in one of the files, but for its first group. */
function rewrite(files: readonly string[], pattern: string, by: string): void {
  for (const name of files) {
    const file = new URL(name, import.meta.url);
    const text = readFileSync(file, "utf8");
    const found = new RegExp(pattern, "u").exec(text);
    if (found === null) continue;
    const [whole, kept = ""] = found;
    writeFileSync(
      file,
      text.replace(whole, () => kept + by),
    );
    return;
  }
  throw new Error(`${files.join(" and ")} have nothing like ${pattern}`);
}
