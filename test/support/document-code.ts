import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes the code blocks of a document in docs/ to files: each that names its file in its first
 * line, in a comment, and ends as one of `extensions` says.
 *
 * @returns the names of the files
 */
export function cutOutCode(
  document: string,
  folder: string,
  extensions: readonly string[],
): string[] {
  const text = readFileSync(join(import.meta.dirname, "../../docs", document), "utf8");
  const names: string[] = [];
  for (const [, code = ""] of text.matchAll(/^```\w+\n(.*?)^```$/gmsu)) {
    const [, name = "", extension = ""] = /^(?:\/\/|#) (\w[\w-]*\.(\w+))/u.exec(code) ?? [];
    if (!extensions.includes(extension)) continue;
    writeFileSync(join(folder, name), code);
    names.push(name);
  }
  return names;
}
