import { LATE_MS } from "../../shared/domain/standing.ts";

/**
 * Until when our own network, rather than receivers, is thought to be slow, in epoch milliseconds;
 * begin with 0.
 */
export type DoubtedUntilMs = number;

/** Of the receivers that a function waits for, by origin. */
export interface OpenOrigins {
  readonly open: number;
  /** Those that it has waited for too long. */
  readonly late: number;
}

/** Among fewer receivers, several may well be slow at once. */
const FEWEST_ORIGINS = 4;
/** The longest stall of our own network that no receiver is blamed for. */
const DOUBT_MS = 5000;
/** No doubt before so long after the last: who keeps many dead receivers must not keep it up. */
const PAUSE_MS = 60_000;

/**
 * After how long an attempt is late, in milliseconds: among few receivers a stall of our own
 * network cannot be told, so that each is given as long as no receiver is blamed for one.
 */
export function lateAfterMs({ open }: OpenOrigins): number {
  return open < FEWEST_ORIGINS ? DOUBT_MS : LATE_MS;
}

/** Whether receivers are not blamed just now. */
export function isNetworkDoubted(untilMs: DoubtedUntilMs, nowMs: number): boolean {
  return nowMs < untilMs;
}

/** When one more receiver takes its time: doubt begins if more than half of at least four are. */
export function doubtOfNetwork(
  untilMs: DoubtedUntilMs,
  { open, late }: OpenOrigins,
  nowMs: number,
): DoubtedUntilMs {
  const isLikely = open >= FEWEST_ORIGINS && late * 2 > open;
  return isLikely && nowMs >= untilMs + PAUSE_MS ? nowMs + DOUBT_MS : untilMs;
}
