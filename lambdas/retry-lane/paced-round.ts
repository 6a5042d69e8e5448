import { pacedMs } from "../shared/domain/rate-limit.ts";
import type { Parked } from "../shared/waiting/release.ts";

/** What one wake releases of a webhook with a limit: each at its own time, `nextAttemptAtMs`. */
export interface PacedRound {
  readonly released: readonly Parked[];
  /** Whether that is all of the page that is due within the round. */
  readonly isWhole: boolean;
  /** When the next may follow. */
  readonly pacedUntilMs: number;
  /** How long the lane sleeps after it. */
  readonly sleepSeconds: number;
}

/**
 * Spreads what is due over a round; `undefined` when nothing is due in it: then its limit keeps
 * nothing back, and the lane does as for any other.
 * @param times.freeFromMs not before
 */
export function pacedRound(
  parked: readonly Parked[],
  perSecond: number,
  times: {
    readonly nowMs: number;
    readonly freeFromMs: number;
    /** How long the round is. */
    readonly seconds: number;
  },
): PacedRound | undefined {
  const { nowMs, freeFromMs, seconds: sleepSeconds } = times;
  const untilMs = nowMs + sleepSeconds * 1000;
  const due = parked.filter(({ nextAttemptAtMs }) => nextAttemptAtMs <= untilMs);
  if (due.length === 0) return undefined;
  const intervalMs = Math.ceil(1000 / perSecond);
  const slots = pacedMs(due.length, perSecond, { fromMs: Math.max(nowMs, freeFromMs), untilMs });
  return {
    released: slots.map((slotMs, place) => {
      const one = due[place] as Parked;
      return { ...one, nextAttemptAtMs: Math.max(one.nextAttemptAtMs, slotMs) };
    }),
    isWhole: slots.length === due.length,
    pacedUntilMs: (slots.at(-1) ?? freeFromMs - intervalMs) + intervalMs,
    sleepSeconds,
  };
}
