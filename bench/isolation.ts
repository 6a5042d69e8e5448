/*
 * How a healthy webhook fares beside receivers that hang, in virtual time, with the real functions
 * and adapters: `node bench/isolation.ts [--svg file] [part of a situation's name]`. Measured is
 * from the acceptance of an event to the end of its attempt, beside them and alone, at a tenth of
 * the default size in functions and events: with one pool and with all, then what else may come.
 * `--left-out`: the same without one mechanism at a time. `--full`: some of it in full size. Each
 * of the three takes some ten minutes.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { editedModule } from "../test/support/edited-module.ts";
import { drawIsolation } from "./support/draw-isolation.ts";
import { BAD_INPUTS, FULL_SIZE } from "./support/isolation-bad-inputs.ts";
import { type Figures, makeMeasure, tell } from "./support/isolation-figures.ts";
import { type Mechanism, MECHANISMS } from "./support/isolation-left-out.ts";
import * as whole from "./support/isolation-run.ts";
import { SCALE, type Situation, SITUATIONS } from "./support/isolation-situations.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { svg: { type: "string" }, "left-out": { type: "boolean" }, full: { type: "boolean" } },
});
const scale = values.full === true ? 1 : SCALE;
const run = whole.runIsolation;
const onePool = makeMeasure({ run, scale, settings: { deliverSlowConcurrency: 0 } });
const asBuilt = makeMeasure({ run, scale, settings: {} });
/** What was measured as built. */
const known = new Map<Situation, Promise<Figures>>();

if (values.full === true) {
  print("situation, full size", "as built");
  print("---", "---");
  for (const situation of asked(FULL_SIZE)) print(situation.name, tell(await measured(situation)));
} else if (values["left-out"] === true) {
  print("left out", "situation", "as built (turned slow)", "without it");
  print("---", "---", "---", "---");
  for (const mechanism of MECHANISMS) await leaveOut(mechanism);
} else {
  await measureAll();
}

async function measureAll(): Promise<void> {
  const rows = [];
  print("situation", "one pool", "as built");
  print("---", "---", "---");
  for (const situation of asked(SITUATIONS)) {
    const row = {
      name: situation.name,
      onePool: await onePool.measure(situation),
      asBuilt: await measured(situation),
    };
    rows.push(row);
    print(row.name, tell(row.onePool), tell(row.asBuilt));
  }
  const [one, all] = [await onePool.p99Alone(), await asBuilt.p99Alone()];
  const detail = `alone: p99 ${one} ms with one pool, ${all} ms as built`;
  process.stdout.write(`\n${detail}\n\n`);
  if (values.svg !== undefined) writeFileSync(values.svg, drawIsolation(rows, detail));

  print("situation", "as built", "turned slow");
  print("---", "---", "---");
  for (const situation of asked(BAD_INPUTS)) {
    const figures = await measured(situation);
    print(situation.name, tell(figures), String(figures.badTurns));
  }
}

/** Measures what a mechanism is there for, as built and without it. */
async function leaveOut({ name, edits = [], settings = {}, situations }: Mechanism): Promise<void> {
  const all = [...SITUATIONS, ...BAD_INPUTS];
  const wanted = asked(all.filter((situation) => situations.includes(situation.name)));
  if (wanted.length === 0) return;
  const { runIsolation } = await editedModule<typeof whole>(
    "bench/support/isolation-run.ts",
    edits,
  );
  const without = makeMeasure({ run: runIsolation, scale, settings });
  for (const situation of wanted) {
    const figures = [await measured(situation), await without.measure(situation)];
    const cells = figures.map((each) => `${tell(each)} (${each.badTurns})`);
    print(name, situation.name, ...cells);
  }
}

function measured(situation: Situation): Promise<Figures> {
  const figures = known.get(situation) ?? asBuilt.measure(situation);
  known.set(situation, figures);
  return figures;
}

function asked(situations: readonly Situation[]): readonly Situation[] {
  return situations.filter(({ name }) => name.includes(positionals.join(" ")));
}

/** A row of a table in Markdown. */
function print(...cells: readonly string[]): void {
  process.stdout.write(`| ${cells.map((cell) => cell.padEnd(20)).join(" | ")} |\n`);
}
