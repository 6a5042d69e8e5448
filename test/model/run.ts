/**
 * Explores the model: `npm run model` for the rows that `npm test` leaves out, `npm run model --
 * <part of a name>` for the rows and mutants that fit, with `--verbose` the counterexamples, step
 * by step. Ends with 1 when something is not as expected. After a change of the protocol,
 * `--recount` writes the numbers found where rows and mutants stand, and `--list` those into
 * section 5 of docs/protocol.md.
 */
import { parseArgs } from "node:util";

import { check, type Verdict } from "./check.ts";
import { MUTANTS } from "./mutants.ts";
import { listAll, recountMutant, recountRow } from "./recount.ts";
import { LARGE_ROWS, ROWS } from "./rows.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    verbose: { type: "boolean", default: false },
    recount: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
});
const wanted = positionals.join(" ");
const fits = ({ name }: { readonly name: string }) => name.includes(wanted);
const all = wanted !== "" || values.recount;
const rows = all ? ROWS.filter(fits) : LARGE_ROWS;
const mutants = all ? MUTANTS.filter(fits) : [];
let unexpected = 0;

if (values.list) {
  listAll();
  process.exit();
}
if (rows.length + mutants.length === 0) {
  fail(`no row and no mutant has "${wanted}" in its name; docs/protocol.md, section 5, lists them`);
}
for (const row of rows.toSorted((one, other) => one.states - other.states)) {
  const verdict = check(row);
  tell(row.name, verdict, verdict.wrong?.what ?? (row.live ? "safe and live" : "safe"));
  if (verdict.wrong !== undefined) fail("  this row must hold");
  else if (values.recount) recountRow(row.name, verdict.states, verdict.extra);
  else if (verdict.states !== row.states || verdict.extra !== row.extra) {
    fail(`  expected ${row.states} states, ${row.extra} extra requests`);
  } else if (verdict.releasing > 1) fail("  two executions release at once");
}
for (const mutant of mutants) {
  const verdict = check(mutant);
  const { what = "nothing", way = [] } = verdict.wrong ?? {};
  tell(mutant.name, verdict, `${what}, after ${way.length} steps`);
  if (what === mutant.seen && values.recount) recountMutant(mutant.name, way.length);
  else if (what !== mutant.seen || way.length !== mutant.steps) {
    fail(`  expected: ${mutant.seen}, after ${mutant.steps} steps`);
  }
}
process.exitCode = unexpected === 0 ? 0 : 1;

function tell(name: string, verdict: Verdict, outcome: string): void {
  const { states, transitions, extra, cpuSeconds, wrong } = verdict;
  process.stdout.write(
    `${name.padEnd(56)} ${states} states, ${transitions} transitions, ${extra} extra requests, ` +
      `${cpuSeconds.toFixed(1)} s of CPU: ${outcome}\n`,
  );
  if (!values.verbose) return;
  for (const [i, { step, state }] of (wrong?.way ?? []).entries()) {
    process.stdout.write(`${String(i + 1).padStart(4)}. ${step}\n        ${state}\n`);
  }
}

function fail(message: string): void {
  unexpected += 1;
  process.stdout.write(`${message}\n`);
}
