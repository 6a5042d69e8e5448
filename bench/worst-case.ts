/*
 * CPU of the worst that a tenant can store and a producer can send, against JSON.parse of the same
 * text in the same run, and what it is at the share of a core that a deployed function has: `node
 * bench/worst-case.ts [rounds]`. Each row is over budget above 500 ms of a full core, unless it
 * says otherwise. A row marked "old" holds what could be stored before there was a bound: it counts
 * as valid, or as matching, where its steps are used up.
 */
import { median } from "./support/cpu.ts";
import type { WorstCase } from "./support/worst-case.ts";
import { entryRows } from "./support/worst-entries.ts";
import { filterRows } from "./support/worst-filters.ts";
import { keyStoreRows } from "./support/worst-key-stores.ts";
import { schemaRows } from "./support/worst-schemas.ts";
import { statisticsRows } from "./support/worst-statistics.ts";

/** What one event, or one request of the API, may take. */
const BUDGET_MS = 500;
/**
 * The share of a core that Lambda gives a function with 512 MB: 1,769 MB have one (Lambda's
 * documentation, "Memory").
 */
const CORE_SHARE = 512 / 1769;

const [rounds = 5] = process.argv.slice(2).map(Number);
const rows: readonly WorstCase[] = [
  ...filterRows,
  ...schemaRows,
  ...entryRows,
  ...keyStoreRows,
  ...statisticsRows,
];

process.stdout.write(
  `CPU of the worst case, median of ${rounds} rounds (the first one apart), on a full core; at ${CORE_SHARE.toFixed(2)} of one; and as many JSON.parse of the payload:\n`,
);
let isOver = false;
for (const { title, payloadText, work, budgetMs = BUDGET_MS } of rows) {
  const first = await cpuMs(work);
  const ms = await medianMs(work);
  const json = await medianMs(() => JSON.parse(payloadText));
  isOver ||= ms > budgetMs;
  process.stdout.write(
    `  ${title.padEnd(60)}${first.toFixed(0).padStart(6)} / ${ms.toFixed(0).padStart(4)} ms ${(ms / CORE_SHARE).toFixed(0).padStart(6)} ms ${(ms / json).toFixed(0).padStart(6)} × JSON${ms > budgetMs ? "  over budget" : ""}\n`,
  );
}
process.exitCode = isOver ? 1 : 0;

async function medianMs(work: () => unknown): Promise<number> {
  const costs: number[] = [];
  for (let round = 0; round < rounds; round += 1) costs.push(await cpuMs(work));
  return median(costs);
}

async function cpuMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
