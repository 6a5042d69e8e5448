import type { Breaker } from "./breaker.ts";
import { ALL_TEN, type LastTen } from "./last-ten.ts";
import type { Limit } from "./rate-limit.ts";

/** Seconds to the next look of a recovering lane (lane-definition.ts): so long a pace lasts. */
export const LOOK_SECONDS = 10;
const LOOK_MS = LOOK_SECONDS * 1000;
/** A look may come so much early, as clocks differ: the next one counts from when it was due. */
const EARLY_LOOK_MS = 1000;
/** What was decided so long ago is not released: its note may have taken as long as a look. */
const LATE_LOOK_MS = 1000;
/** A pace is changed, or kept by a failure, so often at most. */
const PACED_EVERY_MS = 5000;
/** What a receiver that has just come back gets in the first look, of all that there is for it. */
export const FIRST_PACE = 10;
/** A pace has a half for each, so it has two. */
export const LEAST_PACE = 2;
/**
 * From here on it gets all that is due: half of it is about what a lane releases
 * (bench/release.ts).
 */
export const LAST_PACE = 80_000;
/** Fewer attempts than these tell no share of those that failed. */
const COUNTED = 10;

/** Attempts that one function saw: of the pace as it is, and the last ten. */
export interface SeenAttempts {
  readonly attempts: number;
  /** Those of them that failed. */
  readonly failed: number;
  readonly lastTen: LastTen;
}

/** What waits in a lane: something due within a look · something later · nothing at all. */
export type Waiting = "due" | "later" | "nothing";

/**
 * The pace after a failure. Below a tenth of the attempts failed it will double, the very same
 * breaker; below half it stays; else it is halved. When the last ten failed, the receiver is down
 * again: `undefined`.
 */
export function paceAfterFailure(
  breaker: Breaker,
  { attempts, failed, lastTen }: SeenAttempts,
  endedAtMs: number,
): Breaker | undefined {
  if (endedAtMs - breaker.pacedAtMs < PACED_EVERY_MS) return breaker;
  if (lastTen === ALL_TEN) return undefined;
  const share = failed / Math.max(attempts, COUNTED);
  if (share < 0.1) return breaker;
  const halved = Math.max(LEAST_PACE, Math.floor(breaker.pace / 2));
  const pace = share < 0.5 ? breaker.pace : halved;
  return { ...breaker, pace, pacedAtMs: endedAtMs, version: breaker.version + 1 };
}

/** Whether a noted look is still of its time: much later it would come with the next. */
export function isLookGood(decidedAtMs: number, nowMs: number): boolean {
  return nowMs - decidedAtMs <= LATE_LOOK_MS;
}

/** Whether its lane may look: whatever woke it, it releases once in the time of a look. */
export function isLookDue({ releasedAtMs }: Breaker, nowMs: number): boolean {
  return nowMs >= releasedAtMs + LOOK_MS - EARLY_LOOK_MS;
}

/**
 * A breaker after a look of the lane while it recovered: twice the pace, unless failures kept it;
 * `undefined`, up, when it has grown enough or nothing waits any more. At its webhook's limit it
 * stays as long as something is due, so that what is new has its half.
 * @param mostPace what its webhook allows in the time of a look
 */
export function afterLook(
  breaker: Breaker,
  waiting: Waiting,
  nowMs: number,
  mostPace = Infinity,
): Breaker | undefined {
  if (waiting === "nothing") return undefined;
  const isKept = nowMs - breaker.pacedAtMs < PACED_EVERY_MS;
  const pace = Math.min(breaker.pace * (isKept ? 1 : 2), Math.floor(mostPace));
  if (pace >= LAST_PACE || pace < LEAST_PACE) return undefined;
  if (pace === Math.floor(mostPace) && waiting !== "due") return undefined;
  return {
    ...breaker,
    pace,
    pacedAtMs: pace === breaker.pace ? breaker.pacedAtMs : nowMs,
    releasedAtMs: Math.max(nowMs, breaker.releasedAtMs + LOOK_MS),
    version: breaker.version + 1,
  };
}

/** How many of what waits its lane releases in a look: half of the pace. */
export function backlogShare({ pace }: Breaker): number {
  return Math.floor(pace / 2);
}

/** Limits of what its lane did not release: while it recovers, the other half of the pace, too. */
export function limitOfNew(
  breaker: Breaker | undefined,
  limit: Limit | undefined,
): Limit | undefined {
  if (breaker?.state !== "recovering") return limit;
  const perSecond = Math.min(breaker.pace / LOOK_SECONDS, limit?.perSecond ?? Infinity);
  return { ...limit, newPerSecond: perSecond / 2 };
}
