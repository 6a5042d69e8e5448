import { withOneMore } from "./last-ten.ts";
import { FIRST_PACE, paceAfterFailure, type SeenAttempts } from "./recovery.ts";

/**
 * What is known against the receiver of a webhook, by all functions; absent while it is up. No
 * condition of the delivery protocol compares it: it may be old or lost.
 */
export interface Breaker {
  /**
   * Many failed in a row, as one function saw it: any success takes that back · nothing is sent but
   * probes · it answered again, and gets what waits little by little.
   */
  readonly state: "suspected" | "down" | "recovering";
  /** Since when, in epoch milliseconds. */
  readonly sinceMs: number;
  /**
   * Start of the last attempt that failed while it was down, in epoch milliseconds; 0: none did.
   */
  readonly probedAtMs: number;
  /** Event type of that attempt. */
  readonly probedType: string;
  /** Probes that failed, as far as they were noted. */
  readonly probes: number;
  /** How long a whole schedule of its webhook is, in milliseconds, as long as it is down. */
  readonly scheduleMs: number;
  /** While it recovers: how many requests it gets in the time of a look of its lane. */
  readonly pace: number;
  /** When it came into its state; while it recovers, when its pace last changed or was kept. */
  readonly pacedAtMs: number;
  /** While it recovers: when its lane last released its half of the pace; 0: not yet. */
  readonly releasedAtMs: number;
  /** Counts the changes: each is made to what was read. */
  readonly version: number;
}

/** How much it takes to find a receiver down; deploy-time settings, which a test can shrink. */
export interface BreakerConstants {
  /** No success for so long, in seconds; 0: there is no breaker. */
  readonly breakerSeconds: number;
  /** So many failures in a row. */
  readonly breakerFailures: number;
}

/**
 * What one function saw of one webhook, since it last knew something else of it; the last ten
 * attempts, since it is there.
 */
export interface FailureRun extends SeenAttempts {
  /** Failures in a row. */
  readonly failures: number;
  readonly sinceMs: number;
}

/** An attempt that ended. */
export interface EndedAttempt {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly eventType: string;
  /** Of the webhook's whole schedule, in milliseconds. */
  readonly scheduleMs: number;
}

/** Failed probes are noted so often at most. */
const NOTED_EVERY_MS = 5000;
/** Where no lane has looked for so long nothing waits, and nobody else ends a recovery. */
const LONGEST_RECOVERY_MS = 600_000;

/** A run with one more attempt; begin with `undefined`. */
export function runWith(
  run: FailureRun | undefined,
  isFailure: boolean,
  { startedAtMs }: Pick<EndedAttempt, "startedAtMs">,
): FailureRun {
  const { failures = 0, sinceMs = 0, attempts = 0, failed = 0, lastTen = 0 } = run ?? {};
  const counted = { attempts: attempts + 1, lastTen: withOneMore(lastTen, isFailure) };
  return isFailure
    ? {
        ...counted,
        failed: failed + 1,
        failures: failures + 1,
        sinceMs: failures === 0 ? startedAtMs : sinceMs,
      }
    : { ...counted, failed, failures: 0, sinceMs: 0 };
}

/** A run that begins again: something else is known of its webhook. */
export function restarted(run: FailureRun): FailureRun {
  return { ...run, failures: 0, attempts: 0, failed: 0 };
}

/**
 * A breaker after a success: what was suspected was wrong; what was down recovers. `undefined`: up.
 * The very same when nothing changes.
 */
export function afterSuccess(
  breaker: Breaker | undefined,
  { endedAtMs }: Pick<EndedAttempt, "endedAtMs">,
): Breaker | undefined {
  if (breaker?.state === "suspected") return undefined;
  if (breaker?.state === "recovering") {
    const lookedAtMs = Math.max(breaker.pacedAtMs, breaker.releasedAtMs);
    return endedAtMs - lookedAtMs > LONGEST_RECOVERY_MS ? undefined : breaker;
  }
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
 * A breaker after a failure; the very same when nothing changes. It takes two halves to find a
 * receiver down: what one function has seen, half of the failures and of the time, makes it
 * suspected; then the other half, while any success anywhere would take it back. So a webhook that
 * fails now and then costs no write.
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

function recoveringAfterFailure(
  breaker: Breaker,
  run: FailureRun,
  { startedAtMs, endedAtMs, eventType }: EndedAttempt,
): Breaker {
  // Attempts that began before it answered say nothing of it.
  if (startedAtMs < breaker.sinceMs) return breaker;
  const paced = paceAfterFailure(breaker, run, endedAtMs);
  if (paced !== undefined) return paced;
  const probe = { probedAtMs: startedAtMs, probedType: eventType, probes: 0 };
  const times = { sinceMs: endedAtMs, pacedAtMs: endedAtMs };
  return { ...breaker, ...probe, ...times, state: "down", version: breaker.version + 1 };
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
  releasedAtMs: 0,
} as const;
