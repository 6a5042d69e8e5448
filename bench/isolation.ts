/*
 * How a healthy webhook fares beside receivers that hang, in virtual time, with the real functions
 * and adapters: `node bench/isolation.ts [--svg file] [part of a situation's name]`. Measured is
 * from the acceptance of an event to the end of its attempt, alone and beside them, with one pool
 * and with two, at a tenth of the default size in functions and events.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { readSettings } from "../lib/settings/read-settings.ts";
import { type Compared, drawIsolation, type Outcome } from "./support/draw-isolation.ts";
import {
  HEALTHY_EVENTS,
  quantile,
  settledAfterSeconds,
  SITUATIONS,
  type Situation,
  tookBeside,
  type Took,
} from "./support/isolation-run.ts";

const SCALE = 10;
/** How much later than alone is as good as alone. */
const AS_ALONE = 1.1;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { svg: { type: "string" } },
});
const defaults = readSettings({});
const size = { deliverConcurrency: defaults.deliverConcurrency / SCALE };
const settings = {
  onePool: { ...size, deliverSlowConcurrency: 0 },
  twoPools: { ...size, deliverSlowConcurrency: defaults.deliverSlowConcurrency / SCALE },
};
const alone = { onePool: await p99Alone("onePool"), twoPools: await p99Alone("twoPools") };
const detail = `alone: p99 ${alone.onePool} ms with one pool, ${alone.twoPools} ms with two`;

print("situation", "one pool", "two pools");
print("---", "---", "---");
const rows: Compared[] = [];
for (const situation of SITUATIONS) {
  if (!situation.name.includes(positionals.join(" "))) continue;
  const onePool = await measure(situation, "onePool");
  const twoPools = await measure(situation, "twoPools");
  rows.push({ name: situation.name, onePool, twoPools });
  print(situation.name, onePool.told, twoPools.told);
}
process.stdout.write(`\n${detail}\n`);
if (values.svg !== undefined) writeFileSync(values.svg, drawIsolation(rows, detail));

async function p99Alone(pools: keyof typeof settings): Promise<number> {
  return p99(await tookBeside(undefined, settings[pools]));
}

async function measure(
  situation: Situation,
  pools: keyof typeof settings,
): Promise<Outcome & { readonly told: string }> {
  const took = await tookBeside(situation, settings[pools]);
  const arrived = took.length;
  const outcome = { arrived, of: HEALTHY_EVENTS };
  const missing = `${arrived} of ${HEALTHY_EVENTS} arrived`;
  if (arrived < HEALTHY_EVENTS) return { ...outcome, ratio: undefined, told: missing };
  const ratio = p99(took) / alone[pools];
  const settled = settledAfterSeconds(took, AS_ALONE * alone[pools]);
  const when = settled === undefined ? "never as alone" : `as alone after ${settled} s`;
  return { ...outcome, ratio, told: `p99 ${p99(took)} ms, × ${ratio.toFixed(2)}, ${when}` };
}

function p99(took: readonly Took[]): number {
  return quantile(
    took.map(({ ms }) => ms),
    0.99,
  );
}

/** A row of a table in Markdown. */
function print(name: string, ...cells: readonly string[]): void {
  const padded = cells.map((cell) => cell.padEnd(46));
  process.stdout.write(`| ${[name.padEnd(32), ...padded].join(" | ")} |\n`);
}
