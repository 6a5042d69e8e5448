/*
 * What a receiver gets that comes back, with 100,000 deliveries that waited for it, in virtual
 * time, with the real functions and adapters: `node bench/recovery.ts [--svg file] [--waiting
 * number]`. At a growing pace, with a rate limit besides, and all at once, as it was before there
 * was a pace. Some minutes.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { editedModule } from "../test/support/edited-module.ts";
import { COLOURS, type Drawn, drawRecovery } from "./support/draw-recovery.ts";
import type * as whole from "./support/recovery-run.ts";
import { runRecovery } from "./support/recovery-run.ts";

const WAITING = 100_000;
/** New events a second, as many as come when so many come in an hour. */
const PER_SECOND = 25;
const SECONDS = 240;
/** Longer than what is new waits. */
const TAIL_SECONDS = 70;
const LIMIT = 100;

const RECOVERY = "lambdas/shared/domain/recovery.ts";
/** Neither half of a pace. */
const AT_ONCE = [
  { file: RECOVERY, name: "afterLook", is: "undefined" },
  { file: RECOVERY, name: "limitOfNew", is: "limit" },
];

const { values } = parseArgs({ options: { svg: { type: "string" }, waiting: { type: "string" } } });
const backlog = Number(values.waiting ?? WAITING);
const plan = { backlog, perSecond: PER_SECOND, seconds: SECONDS, tailSeconds: TAIL_SECONDS };
const { runRecovery: runAtOnce } = await editedModule<typeof whole>(
  "bench/support/recovery-run.ts",
  AT_ONCE,
);

const lines: Drawn[] = [
  { name: "all at once", colour: COLOURS.atOnce, recovery: await runAtOnce(plan) },
  { name: "at a growing pace", colour: COLOURS.paced, recovery: await runRecovery(plan) },
  {
    name: `with a limit of ${LIMIT} a second`,
    colour: COLOURS.limited,
    recovery: await runRecovery({ ...plan, rateLimit: LIMIT }),
    rateLimit: LIMIT,
  },
];
print("", "most in a second", "in ten", "what waited took", "new events took: p50", "p99", "most");
print("---", "---", "---", "---", "---", "---", "---");
for (const { name, recovery } of lines) print(name, ...figuresOf(recovery));
if (values.svg !== undefined) {
  const detail = `${backlog} deliveries waited; ${PER_SECOND} new events a second`;
  writeFileSync(values.svg, drawRecovery(lines, SECONDS, detail));
}

function figuresOf({ seconds, left, newTookMs }: whole.Recovery): string[] {
  const most = Math.max(...seconds.map((second) => second.old + second.new));
  const tens = seconds.map((_, from) =>
    seconds.slice(from, from + 10).reduce((sum, second) => sum + second.old + second.new, 0),
  );
  const last = seconds.findLastIndex((second) => second.old > 0);
  const took = (share: number) => {
    const ms = newTookMs[Math.floor(share * (newTookMs.length - 1))] ?? Infinity;
    return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
  };
  return [
    String(most),
    String(Math.max(...tens)),
    left > 0 ? `${left} left after ${SECONDS} s` : `${last + 1} s`,
    took(0.5),
    took(0.99),
    took(1),
  ];
}

/** A row of a table in Markdown. */
function print(...cells: readonly string[]): void {
  process.stdout.write(`| ${cells.map((cell) => cell.padEnd(16)).join(" | ")} |\n`);
}
