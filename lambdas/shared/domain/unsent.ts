import type { Breaker } from "./breaker.ts";
import type { Commit } from "./commit.ts";
import type { ReleasedAs } from "./delivery-message.ts";
import type { DeliveryRecord } from "./delivery-record.ts";
import { type RetryPolicy, schedulePartSeconds } from "./retry-policy.ts";

/** Clocks differ by less: a probe that began so shortly after an acceptance may be older. */
const CLOCK_SKEW_MS = 2000;
/** So long after it went down the lane looks often and probes each time; later once a sleep. */
const PROBED_OFTEN_MS = 60_000;
/** Every third probe is the newest delivery. */
const NEWEST_EVERY = 3;

/** Whether the lane looks again soon: for a first probe, until there is one to probe with. */
export function isProbedOften({ pacedAtMs }: Breaker, nowMs: number): boolean {
  return nowMs - pacedAtMs < PROBED_OFTEN_MS;
}

/** Whether the next probe is the newest delivery: one bad payload must not keep it down. */
export function isNewestNext({ probes }: Breaker): boolean {
  return probes % NEWEST_EVERY === NEWEST_EVERY - 1;
}

/** What was due by then is released though its receiver is down: its schedule is over by now. */
export function endedUntilMs({ scheduleMs }: Breaker, nowMs: number): number {
  return nowMs - scheduleMs - CLOCK_SKEW_MS;
}

/**
 * What is done instead of an attempt that is due, its webhook's receiver being down: it is parked,
 * or dropped when its schedule would be over by now. Not before a probe failed that began after its
 * schedule did; it is one itself then. `undefined`: attempt it, as every probe and every resend.
 */
export function unsentCommit(
  breaker: Breaker | undefined,
  record: DeliveryRecord,
  retry: RetryPolicy,
  as: ReleasedAs,
  nowMs: number,
): Commit | undefined {
  if (breaker?.state !== "down" || as === "probe" || isResend(record)) return undefined;
  const endsAtMs = record.endsAtMs ?? nowMs + leftOfScheduleMs(record, retry);
  if (nowMs < endsAtMs) {
    // When it was due stays, but where its lane would take it for over by that, again and again.
    const soonestMs = Math.min(nowMs, endsAtMs - breaker.scheduleMs);
    const nextAttemptAtMs = Math.max(record.nextAttemptAtMs ?? nowMs, soonestMs);
    return { kind: "defer", nextAttemptAtMs, endsAtMs };
  }
  return breaker.probedAtMs > record.scheduledAtMs + CLOCK_SKEW_MS
    ? { kind: "drop", reason: "receiver_down", attempted: false }
    : undefined;
}

/** Sent again by somebody, and not attempted since: a wait that begins later than the delivery. */
export function isResend({
  scheduledAtMs,
  acceptedAtMs,
  attempts,
  scheduleFrom,
}: DeliveryRecord): boolean {
  return scheduledAtMs > acceptedAtMs && attempts === scheduleFrom;
}

/** The plain delays of a schedule that are still to come. */
function leftOfScheduleMs({ attempts, scheduleFrom }: DeliveryRecord, retry: RetryPolicy): number {
  return schedulePartSeconds(retry, attempts - scheduleFrom + 1) * 1000;
}
