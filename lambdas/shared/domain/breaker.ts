import { ALL_TEN, countOf, type LastTen, withOneMore } from "./last-ten.ts";

/**
 * What is known against the receiver of a webhook, by all functions; absent while it is up. No condition of the delivery
 * protocol compares it: it may be old or lost.
 */
export interface Breaker {
  /**
   * Many failed in a row, as one function saw it: any success takes that back · nothing is sent but probes · it answered
   * again, and gets what waits little by little.
   */
  readonly state: "suspected" | "down" | "recovering";
  /** Since when, in epoch milliseconds. */
  readonly sinceMs: number;
  /** When the last attempt that failed while it was down began, in epoch milliseconds; 0: none did. */
  readonly probedAtMs: number;
  /** Event type of that attempt. */
  readonly probedType: string;
  /** Probes that failed, as far as they were noted. */
  readonly probes: number;
  /** How long a whole schedule of its webhook is, in milliseconds, as long as it is down. */
  readonly scheduleMs: number;
  /** While it recovers: how many its lane releases in a look. */
  readonly pace: number;
  /** When it came into its state; while it recovers, when its pace was last changed, or a failure kept it. */
  readonly pacedAtMs: number;
  /** Counts the changes: each is made to what was read. */
  readonly version: number;
}

/** How much it takes to find a receiver down; deploy-time settings, so that a test can shrink them. */
export interface BreakerConstants {
  /** No success for so long, in seconds; 0: there is no breaker. */
  readonly breakerSeconds: number;
  /** So many failures in a row. */
  readonly breakerFailures: number;
}

/** Failures in a row that one function saw of one webhook, since it last knew something else of it. */
export interface FailureRun {
  readonly failures: number;
  readonly sinceMs: number;
  /** Those of the last ten attempts that failed. */
  readonly lastTen: LastTen;
}

/** An attempt that ended. */
export interface EndedAttempt {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly eventType: string;
  /** Of the webhook's whole schedule, in milliseconds. */
  readonly scheduleMs: number;
}

/** Failed probes are noted so often, and a pace is changed so often, at most. */
const NOTED_EVERY_MS = 5000;
/** What a receiver that has just come back gets in the first look of its lane. */
export const FIRST_PACE = 10;
/** From here on it gets whatever is due: the lane looks every 10 s, and releases some 600 a second. */
export const LAST_PACE = 5000;
/** Where nothing waits, no lane looks, and nobody else ends a recovery. */
const LONGEST_RECOVERY_MS = 600_000;

/** A run with one more attempt; begin with `undefined`. */
export function runWith(
  run: FailureRun | undefined,
  isFailure: boolean,
  { startedAtMs }: Pick<EndedAttempt, "startedAtMs">,
): FailureRun {
  const lastTen = withOneMore(run?.lastTen ?? 0, isFailure);
  if (!isFailure) return { failures: 0, sinceMs: 0, lastTen };
  const { failures = 0, sinceMs = startedAtMs } = run ?? {};
  return { failures: failures + 1, sinceMs: failures === 0 ? startedAtMs : sinceMs, lastTen };
}

/**
 * A breaker after a success: what was suspected was wrong; what was down recovers. `undefined`: up. The very same when
 * nothing changes.
 */
export function afterSuccess(
  breaker: Breaker | undefined,
  { endedAtMs }: Pick<EndedAttempt, "endedAtMs">,
): Breaker | undefined {
  if (breaker?.state === "suspected") return undefined;
  const isForgotten = endedAtMs - (breaker?.sinceMs ?? 0) > LONGEST_RECOVERY_MS;
  if (breaker?.state === "recovering" && isForgotten) return undefined;
  if (breaker?.state !== "down") return breaker;
  return {
    ...breaker,
    state: "recovering",
    sinceMs: endedAtMs,
    probedAtMs: 0,
    pace: FIRST_PACE,
    pacedAtMs: endedAtMs,
    version: breaker.version + 1,
  };
}

/**
 * A breaker after a failure; the very same when nothing changes. It takes two halves to find a receiver down: what one function
 * has seen, half of the failures and of the time, makes it suspected; then the other half, while any success anywhere would
 * take it back. So a webhook that fails now and then costs no write.
 * @param run this failure included
 */
export function afterFailure(
  breaker: Breaker | undefined,
  run: FailureRun,
  ended: EndedAttempt,
  constants: BreakerConstants,
): Breaker | undefined {
  const { startedAtMs, endedAtMs, eventType, scheduleMs } = ended;
  const probe = { probedAtMs: startedAtMs, probedType: eventType, scheduleMs };
  const version = (breaker?.version ?? 0) + 1;
  const isHalf = run.failures >= constants.breakerFailures / 2;
  const halfMs = constants.breakerSeconds * 500;
  switch (breaker?.state) {
    case undefined:
      if (!isHalf || endedAtMs - run.sinceMs < halfMs) return breaker;
      return { ...NOTHING, ...probe, state: "suspected", sinceMs: run.sinceMs, version };
    case "suspected":
      // A suspicion that nobody could take back is one of this moment only if failures go on.
      if (!isHalf || endedAtMs - breaker.sinceMs < 2 * halfMs) return breaker;
      return { ...breaker, ...probe, state: "down", pacedAtMs: endedAtMs, version };
    case "down":
      if (startedAtMs - breaker.probedAtMs < NOTED_EVERY_MS) return breaker;
      return { ...breaker, ...probe, probes: breaker.probes + 1, version };
    case "recovering":
      return recoveringAfterFailure(breaker, run, ended);
  }
}

/** Below half of the last ten the pace stays, else it is halved; when all of them failed, the receiver is down again. */
function recoveringAfterFailure(
  breaker: Breaker,
  { lastTen }: FailureRun,
  { startedAtMs, endedAtMs, eventType }: EndedAttempt,
): Breaker {
  // Attempts that began before it answered say nothing of it.
  if (startedAtMs < breaker.sinceMs || endedAtMs - breaker.pacedAtMs < NOTED_EVERY_MS) {
    return breaker;
  }
  const version = breaker.version + 1;
  if (lastTen === ALL_TEN) {
    const probe = { probedAtMs: startedAtMs, probedType: eventType, probes: 0 };
    const times = { sinceMs: endedAtMs, pacedAtMs: endedAtMs };
    return { ...breaker, ...probe, ...times, state: "down", version };
  }
  const pace = countOf(lastTen) < 5 ? breaker.pace : Math.max(1, Math.floor(breaker.pace / 2));
  return { ...breaker, pace, pacedAtMs: endedAtMs, version };
}

/**
 * A breaker after a look of the lane while it recovered: twice the pace, unless failures kept it; `undefined`, up, when it has
 * grown enough or nothing waits any more. The very same when nothing changes.
 * @param mostPace what its webhook allows in the time of a look
 */
export function afterLook(
  breaker: Breaker,
  isEmpty: boolean,
  nowMs: number,
  mostPace = LAST_PACE,
): Breaker | undefined {
  if (isEmpty || breaker.pace >= mostPace) return undefined;
  if (nowMs - breaker.pacedAtMs < NOTED_EVERY_MS) return breaker;
  const pace = breaker.pace * 2;
  if (pace >= Math.min(mostPace, LAST_PACE)) return undefined;
  return { ...breaker, pace, pacedAtMs: nowMs, version: breaker.version + 1 };
}

/** Whether the lane releases less than what is due. */
export function holdsBack(breaker: Breaker | undefined): boolean {
  return breaker?.state === "down" || breaker?.state === "recovering";
}

const NOTHING = {
  probedAtMs: 0,
  probedType: "",
  probes: 0,
  scheduleMs: 0,
  pace: 0,
  pacedAtMs: 0,
} as const;
