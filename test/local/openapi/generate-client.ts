/**
 * `npm run generate:client`: writes the types of the client (client/api-types.ts) anew, as the
 * API's document has them now. Installs what makes them (test/local/openapi/tools) first.
 */
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { CLIENT_TYPES, makeClientTypes } from "./client-types.ts";

const TOOLS = join(import.meta.dirname, "tools");

if (!existsSync(join(TOOLS, "node_modules"))) {
  const args = ["ci", "--prefix", TOOLS, "--ignore-scripts", "--no-audit", "--no-fund"];
  spawnSync("npm", args, { stdio: "inherit" });
}
writeFileSync(CLIENT_TYPES, await makeClientTypes());
