import type { AttemptResult } from "./attempt-outcome.ts";
import type { AttemptVerdict, DropReason, LastOutcome } from "./delivery-record.ts";
import { retryAfterSeconds } from "./retry-after.ts";

/** What an attempt means for the delivery. A value, never an exception. */
export type Outcome =
  | { readonly verdict: Extract<AttemptVerdict, "succeeded"> }
  | { readonly verdict: Extract<AttemptVerdict, "retry">; readonly floorSeconds: number }
  | { readonly verdict: Extract<AttemptVerdict, "rejected">; readonly reason: DropReason };

/**
 * "Too Many Requests" and "Service Unavailable": the answers that carry `Retry-After` for a client
 * (RFC 6585, RFC 9110).
 */
const MAY_ASK_TO_WAIT = new Set([429, 503]);
/**
 * "The target resource is no longer available … and this condition is likely to be permanent" (RFC
 * 9110, 15.5.11).
 */
const GONE = 410;

/**
 * Success is 2xx only; redirects are not followed.
 * @param heedsReceiver whether 410 and `Retry-After` count: not in profiles whose document retries
 *   every non-2xx on schedule
 * @param stopOn statuses that are not retried
 */
export function classifyAttempt(
  result: AttemptResult,
  heedsReceiver: boolean,
  stopOn: readonly number[] = [],
): Outcome {
  if (result.kind === "failure") {
    return { verdict: "retry", floorSeconds: 0 };
  }
  if (result.status >= 200 && result.status <= 299) {
    return { verdict: "succeeded" };
  }
  if (heedsReceiver && result.status === GONE) {
    return { verdict: "rejected", reason: "gone" };
  }
  if (stopOn.includes(result.status)) return { verdict: "rejected", reason: "rejected" };
  const heeds = heedsReceiver && MAY_ASK_TO_WAIT.has(result.status);
  const endedAtMs = result.startedAtMs + result.durationMs;
  return {
    verdict: "retry",
    floorSeconds: heeds ? retryAfterSeconds(result.retryAfter, endedAtMs) : 0,
  };
}

/** The outcome in the record and in the notice of a dropped delivery: `503`, or `timeout`. */
export function lastOutcomeOf(result: AttemptResult): LastOutcome {
  return result.kind === "response" ? String(result.status) : result.reason;
}
