import type { PartsRun } from "./parts-run.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const isTaken = (status: number) => status === 204;

/** How many deliveries ended so. */
export function endedSo({ records }: PartsRun, wanted: "delivered" | "dropped"): number {
  return records.filter(({ status }) => status === wanted).length;
}

/** How long after `fromMs` the first request was taken, in minutes: the mean of all runs. */
export function tookAfter(fromMs: number, untilMs: number) {
  return (runs: readonly PartsRun[]): string => {
    const waits = runs.map(({ answers }) => {
      const first = answers.find(({ atMs, status }) => isTaken(status) && atMs >= fromMs);
      return (first?.atMs ?? untilMs) - fromMs;
    });
    return tellMs(waits.reduce((sum, ms) => sum + ms, 0) / waits.length);
  };
}

function tellMs(ms: number): string {
  if (ms < 2 * MINUTE) return `${(ms / SECOND).toFixed(ms < 10 * SECOND ? 1 : 0)} s`;
  return ms < 2 * HOUR ? `${Math.round(ms / MINUTE)} min` : `${(ms / HOUR).toFixed(1)} h`;
}

/** How long after `fromMs` the last was taken, and what one took. */
export function tookAll(fromMs: number) {
  return ([run]: readonly PartsRun[]): string => {
    const { answers, records, writeUnits } = run as PartsRun;
    const lastMs = answers.findLast(({ status }) => isTaken(status))?.atMs ?? 0;
    const done = endedSo(run as PartsRun, "delivered");
    const time = done === records.length ? tellMs(lastMs - fromMs) : `${done} of ${records.length}`;
    return `${time}, ${(writeUnits / records.length).toFixed(1)} units each`;
  };
}
