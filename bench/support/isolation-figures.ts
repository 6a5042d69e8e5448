import { WINDOW_MS } from "./isolation-events.ts";
import type { IsolationPlan, IsolationRun, Took } from "./isolation-run.ts";
import type { Around, Situation } from "./isolation-situations.ts";

/** How much later than alone is as good as alone. */
const AS_ALONE = 1.1;

/** What a situation does to the healthy webhook. */
export interface Figures {
  readonly arrived: number;
  readonly of: number;
  /** 99 of 100 took no longer, in milliseconds; `undefined` when some did not arrive. */
  readonly p99Ms: number | undefined;
  /** p99 beside ÷ p99 alone. */
  readonly ratio: number | undefined;
  /** After so many seconds of the window it is as good as alone; `undefined`: never. */
  readonly settledSeconds: number | undefined;
  readonly badTurns: number;
}

/** The product as it is, or with something left out. */
export interface Subject {
  readonly run: (plan: IsolationPlan) => Promise<IsolationRun>;
  readonly scale: number;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Measures situations; the healthy webhook alone is measured once for all of them. */
export function makeMeasure({ run, scale, settings }: Subject) {
  const alone = new Map<Around | undefined, Promise<number>>();

  async function measureAlone(around: Around = {}): Promise<number> {
    const { took } = await run({ scale, settings, beside: undefined, around });
    return p99(took);
  }

  function p99Alone(around?: Around): Promise<number> {
    const known = alone.get(around) ?? measureAlone(around);
    alone.set(around, known);
    return known;
  }

  async function measure(beside: Situation): Promise<Figures> {
    const { around } = beside;
    const aloneMs = await p99Alone(around);
    const { took, of, badTurns } = await run({ scale, settings, beside, around: around ?? {} });
    const arrived = took.length;
    const hasAll = arrived === of;
    const p99Ms = hasAll ? p99(took) : undefined;
    const ratio = p99Ms === undefined ? undefined : p99Ms / aloneMs;
    const settledSeconds = hasAll ? settledAfterSeconds(took, AS_ALONE * aloneMs) : undefined;
    return { arrived, of, p99Ms, ratio, settledSeconds, badTurns };
  }

  return { p99Alone, measure };
}

/** Figures in words, for a cell of a table. */
export function tell({ arrived, of, p99Ms, ratio, settledSeconds }: Figures): string {
  if (p99Ms === undefined || ratio === undefined) return `${arrived} of ${of}`;
  const times = `× ${ratio.toFixed(ratio < 10 ? 2 : 0)}`;
  if (settledSeconds === 0) return times;
  return `${times}, ${settledSeconds === undefined ? "always" : `for ${settledSeconds} s`}`;
}

function p99(took: readonly Took[]): number {
  const sorted = took.map(({ ms }) => ms).toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;
}

/**
 * The seconds of the window after which one event in a hundred at most takes longer than `mostMs`;
 * `undefined` when that never is.
 */
function settledAfterSeconds(took: readonly Took[], mostMs: number): number | undefined {
  for (let second = 0; second < WINDOW_MS / 1000; second += 1) {
    const after = took.filter(({ acceptedMs }) => acceptedMs >= second * 1000);
    const late = after.filter(({ ms }) => ms > mostMs);
    if (late.length <= after.length / 100) return second;
  }
  return undefined;
}
