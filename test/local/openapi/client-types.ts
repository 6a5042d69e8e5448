import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";

const GENERATOR = join(import.meta.dirname, "tools/node_modules/openapi-typescript/bin/cli.js");

/** Where the types are checked in. */
export const CLIENT_TYPES = join(import.meta.dirname, "../../../client/api-types.ts");

/** The types of the client, as openapi-typescript makes them of the document of today. */
export async function makeClientTypes(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "ringback-client-types-"));
  try {
    const { body } = await makeConfigApiTestBed().ask("GET", "/openapi.json");
    const [document, types] = [join(folder, "openapi.json"), join(folder, "api-types.ts")];
    writeFileSync(document, JSON.stringify(body, withoutExamples));
    const args = [document, "-o", types, "--root-types", "--root-types-no-schema-prefix"];
    await promisify(execFile)(process.execPath, [GENERATOR, ...args]);
    return readFileSync(types, "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Examples are a third of the types' text, and change without them. A property may be named so. */
function withoutExamples(this: object, name: string, value: unknown): unknown {
  const isOfMedia = Object.keys(this).toSorted().join(" ") === "example schema";
  const isExample =
    (name === "example" && isOfMedia) || (name === "examples" && Array.isArray(value));
  return isExample ? undefined : value;
}
