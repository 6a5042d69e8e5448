import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { refuse } from "./refusal.ts";
import type { RowContext } from "./row-to-webhook.ts";
import { saidText } from "./safe-text.ts";

/** What the API takes is a tenth of it (config.mtls.keystore); more is no key store. */
const MAX_STORE_BYTES = 1_000_000;

/**
 * Reads key stores from where PowerAuth has them.
 * @param folder where they are instead, by the last part of their names
 */
export function keyStoreFiles(folder: string | undefined): RowContext["readStore"] {
  return (location) => {
    const path = location.replace(/^file:(?:\/\/(?=\/))?/iu, "");
    const name = path.split(/[/\\]/u).at(-1) ?? "";
    const file = folder === undefined ? path : join(folder, name);
    try {
      const stat = statSync(file);
      if (stat.isFile() && stat.size <= MAX_STORE_BYTES) {
        return { kind: "store", base64: readFileSync(file).toString("base64") };
      }
    } catch {
      // told below
    }
    return refuse(
      `key store ${saidText(name, [])} cannot be read`,
      "copy it here from PowerAuth's host, and give its folder as --keystores <folder>",
    );
  };
}
