// `npm run simulate -- --help`: when attempts happen, how they wait, and what that costs on AWS.
import { access, constants, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { runSession } from "../local/session/session.ts";
import { HELP, readSimulateOptions } from "./simulate/options.ts";
import { drawOutage } from "./simulate/show/draw-outage.ts";
import { tellCost } from "./simulate/show/tell-cost.ts";
import { tellOutage } from "./simulate/show/tell-outage.ts";
import { simulateOutage } from "./simulate/simulate-outage.ts";

await runSession(async () => {
  const options = readSimulateOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  // Before the work, not after it.
  if (options.svgFile !== undefined) await access(dirname(options.svgFile), constants.W_OK);
  const outage = await simulateOutage(options.plan);
  process.stdout.write(`${tellOutage(outage)}${tellCost(outage)}`);
  if (options.svgFile !== undefined) {
    await writeFile(options.svgFile, drawOutage(outage));
    process.stdout.write(`\ndrawn into ${options.svgFile}\n`);
  }
  return 0;
});
