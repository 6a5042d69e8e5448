/**
 * Runs the simulation over many seeds: `npm run simulate:soak -- [first seed] [count]`. Prints the
 * failing ones, and ends with 1 when there are any. `RINGBACK_SIM_SEED=<seed> npx vitest run
 * test/simulation` replays one.
 */
import * as functions from "../../tools/virtual-aws/functions.ts";
import { scenarioOf } from "./scenario.ts";
import { simulate } from "./simulate.ts";

const [first = 0, count = 1_000_000] = process.argv.slice(2).map(Number);
const PROGRESS_EVERY = 50_000;
const MOST_FAILURES = 20;

const startedAtMs = performance.now();
let posts = 0;
let steps = 0;
let failures = 0;
const seconds = () => (performance.now() - startedAtMs) / 1000;

for (let seed = first; seed < first + count && failures < MOST_FAILURES; seed += 1) {
  const result = await simulate(scenarioOf(seed), functions);
  posts += result.posts;
  steps += result.steps;
  if (result.violation !== undefined) {
    failures += 1;
    process.stdout.write(`seed ${seed}: ${result.violation}\n`);
  }
  const done = seed - first + 1;
  if (done % PROGRESS_EVERY === 0 || done === count) {
    process.stdout.write(
      `${done} seeds, ${failures} failed, ${posts} requests, ${steps} steps, ${Math.round(done / seconds())} seeds/s\n`,
    );
  }
}
process.exitCode = failures === 0 ? 0 : 1;
