/*
 * How a healthy receiver fares beside those that do not answer, in virtual time, with the real
 * functions and adapters: `node bench/isolation.ts [part of a situation's name]`. From the
 * acceptance of an event to the end of its attempt: alone and beside, at a tenth of the default
 * size in slots and events.
 */
import { parseArgs } from "node:util";

import { readSettings } from "../lib/settings/read-settings.ts";
import {
  HEALTHY_EVENTS,
  quantile,
  settledAfterSeconds,
  SITUATIONS,
  type Situation,
  tookBeside,
  type Took,
} from "./support/isolation-run.ts";

/** How much smaller everything is than by default. */
const SCALE = 10;

/** What is the same in all situations but for one thing each. */
interface Variant {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

const defaults = readSettings({});
const deliverConcurrency = defaults.deliverConcurrency / SCALE;
const VARIANTS: readonly Variant[] = [{ name: "one pool", settings: { deliverConcurrency } }];

const wanted = parseArgs({ allowPositionals: true }).positionals.join(" ");

for (const { name, settings } of VARIANTS) {
  const alone = await tookBeside(undefined, settings);
  print([name, `alone: p50 ${tell(alone, 0.5)} ms, p99 ${tell(alone, 0.99)} ms`]);
  for (const situation of SITUATIONS.filter((each) => each.name.includes(wanted))) {
    await compare(situation, alone, settings);
  }
}

async function compare(
  situation: Situation,
  alone: readonly Took[],
  settings: Variant["settings"],
): Promise<void> {
  const beside = await tookBeside(situation, settings);
  if (beside.length === 0) return print([`  ${situation.name}`, "nothing arrived"]);
  const ratio = tellMs(beside, 0.99) / tellMs(alone, 0.99);
  const settled = settledAfterSeconds(beside, 1.1 * tellMs(alone, 0.99));
  print([
    `  ${situation.name}`,
    `${beside.length} of ${HEALTHY_EVENTS} arrived`,
    `p50 ${tell(beside, 0.5)} ms`,
    `p99 ${tell(beside, 0.99)} ms`,
    `p99 ÷ alone ${ratio.toFixed(2)}`,
    settled === undefined ? "never as alone" : `as alone after ${settled} s`,
  ]);
}

function tellMs(took: readonly Took[], share: number): number {
  return quantile(
    took.map(({ ms }) => ms),
    share,
  );
}

function tell(took: readonly Took[], share: number): string {
  return tellMs(took, share).toFixed(0);
}

function print([name = "", ...cells]: readonly string[]): void {
  process.stdout.write(`${name.padEnd(44)}${cells.map((cell) => cell.padEnd(26)).join("")}\n`);
}
