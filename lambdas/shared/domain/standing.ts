import { MS_PER_DAY } from "./utc-day.ts";

/** Whether the receiver of a webhook is proved quick. A webhook without a standing is. */
export interface Standing {
  /** Not proved yet · it turned slow · it has proved itself since; turns count for a day. */
  readonly state: "unproven" | "slow" | "quick";
  /** Attempts in a row that ended quickly, as far as they matter: 0 … 3. */
  readonly quickInARow: number;
  /** How often it turned slow, as far as that is remembered. */
  readonly turns: number;
  /** Since when it is in its state, in epoch milliseconds. */
  readonly sinceMs: number;
  /** It cannot prove itself before, in epoch milliseconds. */
  readonly regainFromMs: number;
  /** Counts the changes: each is made to what was read. */
  readonly version: number;
}

/** How an attempt went, whatever was answered: failures that come quickly hold nobody up. */
export type Pace =
  /** It ended within a second. */
  | "quick"
  /** It ended later. */
  | "sluggish"
  /** It was still open after two seconds, or ran into its timeout. */
  | "late";

/** An attempt that ended within so long was quick, in milliseconds. */
export const QUICK_MS = 1000;
/** One that is open for so long is late, in milliseconds. */
export const LATE_MS = 2000;

/** Quick attempts in a row that prove a webhook. */
const PROOF = 3;

/** How long a webhook that turned slow cannot prove itself, twice as long each time. */
const SHORTEST_TURN_MS = 10_000;
const LONGEST_TURN_MS = 3_600_000;
/** How long turns are remembered of a webhook that has proved itself since. */
const REMEMBERED_MS = MS_PER_DAY;

/** The standing that a webhook is made with. */
export function newStanding(nowMs: number): Standing {
  return {
    state: "unproven",
    quickInARow: 0,
    turns: 0,
    sinceMs: nowMs,
    regainFromMs: nowMs,
    version: 1,
  };
}

/** Whether a webhook is proved quick. */
export function isProved(standing: Standing | undefined): boolean {
  return standing === undefined || standing.state === "quick";
}

/** When a standing may go, in epoch milliseconds; `undefined`: with its webhook. */
export function standingEndsMs({ state, sinceMs }: Standing): number | undefined {
  return state === "quick" ? sinceMs + REMEMBERED_MS : undefined;
}

/**
 * The standing after an attempt; the very same when nothing changes. Of a proved webhook it changes
 * with a turn for the worse alone, of another one until it has proved itself, or is known to be
 * slow.
 * @param isOften whether attempts were often sluggish of late (domain/recent-paces.ts)
 */
export function standingAfter(
  standing: Standing | undefined,
  pace: Pace,
  isOften: boolean,
  nowMs: number,
): Standing | undefined {
  const isSlow = pace === "late" || (pace === "sluggish" && isOften);
  if (isSlow && standing?.state !== "slow") return turnedSlow(standing, nowMs);
  if (standing === undefined || standing.state === "quick") return standing;
  if (pace !== "quick") {
    return standing.quickInARow === 0 ? standing : changed(standing, { quickInARow: 0 });
  }
  const quickInARow = Math.min(PROOF, standing.quickInARow + 1);
  if (quickInARow === PROOF && nowMs >= standing.regainFromMs) {
    return changed(standing, { state: "quick", quickInARow, sinceMs: nowMs });
  }
  return quickInARow === standing.quickInARow ? standing : changed(standing, { quickInARow });
}

/** Whether a change made a webhook slow. A new one, too: it was no burden to the quick pool. */
export function hasTurnedSlow(before: Standing | undefined, after: Standing | undefined): boolean {
  return before?.state !== "slow" && after?.state === "slow";
}

function turnedSlow(standing: Standing | undefined, nowMs: number): Standing {
  const isRemembered = standing !== undefined && nowMs - standing.sinceMs < REMEMBERED_MS;
  const turns = isRemembered ? standing.turns : 0;
  return {
    state: "slow",
    quickInARow: 0,
    turns: turns + 1,
    sinceMs: nowMs,
    regainFromMs: nowMs + Math.min(LONGEST_TURN_MS, SHORTEST_TURN_MS * 2 ** turns),
    version: (standing?.version ?? 0) + 1,
  };
}

function changed(standing: Standing, change: Partial<Standing>): Standing {
  return { ...standing, ...change, version: standing.version + 1 };
}
