/** Prints the log of one seed: `npm run node -- test/simulation/replay.ts <seed>`. */
import { scenarioOf } from "./scenario.ts";
import { simulate } from "./simulate.ts";
import * as useCases from "./use-cases.ts";

const seed = Number(process.argv[2]);
const scenario = scenarioOf(seed);
process.stdout.write(`${JSON.stringify(scenario)}\n`);
const result = await simulate(
  scenario,
  useCases,
  {},
  {
    onLine: (line) => void process.stdout.write(`${line}\n`),
  },
);
process.stdout.write(`${JSON.stringify(result)}\n`);
