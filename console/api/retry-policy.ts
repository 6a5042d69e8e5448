/** First wait before a request is repeated, in seconds; it doubles. */
const FIRST_WAIT_SECONDS = 1;
/** Longest wait of ours: whoever watches wants to see that it goes on. */
const LONGEST_WAIT_SECONDS = 30;
/** Longest wait that an answer may ask for; who asks for more is shown the problem. */
const LONGEST_ASKED_SECONDS = 300;

/** Requests sent for one call, the first included: about three minutes of a dead network. */
export const MOST_TRIES = 10;

/** Whether an answer of this status is worth a repeat: throttled, or something in between away. */
export function isTemporary(status: number): boolean {
  return status === 429 || status === 502 || status === 503 || status === 504;
}

/** The seconds that a `retry-after` asks for (RFC 9110, 10.2.3); undefined when it says nothing. */
export function askedSeconds(retryAfter: string | null, nowMs: number): number | undefined {
  if (retryAfter === null || retryAfter.trim() === "") return undefined;
  const seconds = Number(retryAfter);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const atMs = Date.parse(retryAfter);
  return Number.isNaN(atMs) ? undefined : Math.max(0, (atMs - nowMs) / 1000);
}

/**
 * How long to wait before the next try, in seconds; undefined: give up.
 * @param tries requests sent so far
 * @param random from 0 to 1: many tabs do not come back at once
 */
export function waitSeconds(of: {
  readonly tries: number;
  readonly asked?: number | undefined;
  readonly random: number;
}): number | undefined {
  const { tries, asked = 0, random } = of;
  if (tries >= MOST_TRIES || asked > LONGEST_ASKED_SECONDS) return undefined;
  const ours = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (tries - 1));
  return Math.max(asked, ours * (0.75 + random / 2));
}
