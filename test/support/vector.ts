import { readFileSync } from "node:fs";

/**
 * The text of a file in test/vectors, as its document prints it: `ncore/card-status-change.json`.
 */
export function vector(path: string): string {
  return readFileSync(new URL(`../vectors/${path}`, import.meta.url), "utf8").trimEnd();
}
