/**
 * `npm run check:openapi [-- schemathesis' own options]`: asks the API, on stores in memory, what
 * its own OpenAPI document lets one ask, and much that it does not. Installs schemathesis into
 * .ringback/schemathesis first; takes some minutes.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { machinesPython } from "../../../local/install/find-python.mjs";
import { makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";
import { serveConfigApi } from "../../support/serve-config-api.ts";

const HERE = import.meta.dirname;
/** Where it leaves what it installs, and what it remembers. */
const FOLDER = join(HERE, "../../../.ringback");
const VENV = join(FOLDER, "schemathesis");
const REQUIREMENTS = join(HERE, "requirements-schemathesis.txt");

/** Requests of each operation that are made up, beside those that its schemas lead to. */
const MADE_UP = "20";

async function run(file: string, args: readonly string[], environment = {}): Promise<number> {
  const env = { ...process.env, ...environment };
  const child = spawn(file, args, { cwd: FOLDER, env, stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}

const program = join(VENV, "bin/schemathesis");
if (!existsSync(program)) {
  await run(machinesPython().path, ["-m", "venv", VENV]);
  await run(join(VENV, "bin/pip"), ["install", "--quiet", "-r", REQUIREMENTS]);
}
const bed = makeConfigApiTestBed();
const KEY = await bed.keyOf("admin");
const api = await serveConfigApi(bed.ask);
const phases = ["--phases", "examples,coverage,fuzzing", "--max-examples", MADE_UP];
const args = ["run", `${api.url}/openapi.json`, "--url", api.url, ...phases];
process.exitCode = await run(
  program,
  ["--config-file", join(HERE, "schemathesis.toml"), ...args, ...process.argv.slice(2)],
  { KEY },
);
api.close();
