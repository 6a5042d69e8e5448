import { MS_PER_DAY } from "./utc-day.ts";

/**
 * The borders of waiting, in seconds (docs/protocol.md: constants). Deploy-time settings, so that a
 * test can shrink them together.
 */
export interface WaitingConstants {
  /** Longest hold: a held message is in flight, and a queue allows about 120,000 of these. */
  readonly holdMaxSeconds: number;
  /** How far ahead a release may hand a delivery to the queue: SQS delays by 900 s at most. */
  readonly horizonSeconds: number;
  /**
   * A message is renewed (by a new one) from this receive on: no healthy one reaches
   * `maxReceiveCount`, and few receives without a fault lengthen the backoff. One that was
   * throttled as often is renewed once, which costs four write units.
   */
  readonly renewFromReceive: number;
}

/**
 * `hold`: the message stays and becomes visible later; `park`: the record waits, a new message (or
 * the lane) carries on.
 */
export type Wait = "hold" | "park";

/**
 * Days that a delivery waits at most, however often its webhook is disabled: its event is kept for
 * 60, and a resend may start the wait once more.
 */
const LONGEST_WAIT_DAYS = 28;

/** The same in milliseconds; then it is dropped as `expired`. */
export const LONGEST_WAIT_MS = LONGEST_WAIT_DAYS * MS_PER_DAY;

/**
 * Whether every delivery of an event must have ended: one without a record had one then, which is
 * not kept any more. Only a resend goes on for longer, and it has a record.
 */
export function isOver(acceptedAtMs: number, nowMs: number): boolean {
  return nowMs - acceptedAtMs > LONGEST_WAIT_MS;
}

/** SQS's own limits. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const LONGEST_DELAY_SECONDS = 900;
const LONGEST_VISIBILITY_SECONDS = 43_200;

/** Chooses how to wait. A delay is a park that is released at once. */
export function chooseWait(
  delaySeconds: number,
  receiveCount: number,
  constants: WaitingConstants,
): Wait {
  return delaySeconds <= constants.holdMaxSeconds && receiveCount < constants.renewFromReceive
    ? "hold"
    : "park";
}

/** The least and the most that a message waits after a fault of the infrastructure. */
const SHORTEST_BACKOFF_SECONDS = 5;
const LONGEST_BACKOFF_SECONDS = 900;

/**
 * How long a message waits after a fault of the infrastructure: about twice as long with each
 * receive, 5 … 900 whole seconds, of which the later half is random, so that not all come back at
 * once.
 * @param receiveCount 1 at the first receive
 * @param random a number in [0, 1)
 */
export function backoffSeconds(receiveCount: number, random: number): number {
  const longest = Math.min(
    LONGEST_BACKOFF_SECONDS,
    SHORTEST_BACKOFF_SECONDS * 2 ** (receiveCount - 1),
  );
  return Math.max(SHORTEST_BACKOFF_SECONDS, Math.round(longest * (0.5 + random / 2)));
}

/** Whether a parked delivery is due soon enough to be handed to the queue with its exact delay. */
export function isWithinHorizon(
  nextAttemptAtMs: number,
  nowMs: number,
  constants: WaitingConstants,
): boolean {
  return nextAttemptAtMs <= nowMs + constants.horizonSeconds * 1000;
}

function wholeSecondsUntil(timeMs: number, nowMs: number): number {
  return Math.max(0, Math.ceil((timeMs - nowMs) / 1000));
}

/** `DelaySeconds` of the message that carries it to its next attempt: never early, 0 … 900. */
export function delaySecondsUntil(nextAttemptAtMs: number, nowMs: number): number {
  return Math.min(LONGEST_DELAY_SECONDS, wholeSecondsUntil(nextAttemptAtMs, nowMs));
}

/** `VisibilityTimeout` that brings it back for its next attempt: never early, 0 … 43,200. */
export function visibilitySecondsUntil(nextAttemptAtMs: number, nowMs: number): number {
  return Math.min(LONGEST_VISIBILITY_SECONDS, wholeSecondsUntil(nextAttemptAtMs, nowMs));
}
