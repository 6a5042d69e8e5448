import { readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";

import { cutCode } from "../../console/verify/cut-code.ts";

/** The code blocks of a document in docs/ that name their file in their first line. */
export function documentCode(document: string): ReadonlyMap<string, string> {
  return cutCode(readFileSync(join(import.meta.dirname, "../../docs", document), "utf8"));
}

/**
 * Writes code blocks of a document in docs/ to files: those that end as one of `extensions` says.
 *
 * @param edit what is written instead of a file's code. @default - the code as it is
 * @returns the names of the files
 */
export function cutOutCode(
  document: string,
  folder: string,
  extensions: readonly string[],
  edit: (code: string, name: string) => string = (code) => code,
): string[] {
  const files = [...documentCode(document)].filter(([name]) =>
    extensions.includes(extname(name).slice(1)),
  );
  for (const [name, code] of files) writeFileSync(join(folder, name), edit(code, name));
  return files.map(([name]) => name);
}
