import type { NewConfig } from "./new-webhook.ts";

/** PowerAuth defaults, in no row: powerauth.service.callbacks.*, Configuration-Properties.md. */
const DEFAULT_INITIAL_BACKOFF = "PT2S";
const BACKOFF_MULTIPLIER = 1.5;
const MAX_BACKOFF_SECONDS = 32;

/** Limits of Ringback: attempts of a schedule, and a day between two of them. */
const MOST_ATTEMPTS = 1000;
const LONGEST_DELAY_SECONDS = 86_400;

/** Days, hours, minutes, seconds; without fractions. */
const ISO_DURATION = /^P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/iu;

/** The schedule of a row, if it has one that Ringback can take; else what to say about it. */
export interface ReadRetry {
  readonly retry?: NonNullable<NewConfig["retry"]>;
  readonly note?: string;
  /** `max_attempts` of 0: PowerAuth sends nothing. */
  readonly sendsNothing: boolean;
}

/**
 * Reads columns `max_attempts` and `initial_backoff` (ISO 8601, as Java writes durations).
 * PowerAuth waits initial_backoff × 1.5^(n−1) after attempt n, at most 32 s, without jitter.
 */
export function readRetry(maxAttempts: unknown, initialBackoff: unknown): ReadRetry {
  if (maxAttempts === null) {
    const note = "initial_backoff is left out: there is no max_attempts beside it";
    return { sendsNothing: false, ...(initialBackoff !== null && { note }) };
  }
  const attempts = wholeNumber(maxAttempts);
  if (attempts !== undefined && attempts <= 0) {
    return { sendsNothing: true, note: "max_attempts is 0: PowerAuth sends nothing, so disabled" };
  }
  const initial = wholeSeconds(initialBackoff ?? DEFAULT_INITIAL_BACKOFF);
  if (attempts === undefined || attempts > MOST_ATTEMPTS || initial === undefined) {
    const what = "max_attempts and initial_backoff are left out";
    const why = `Ringback takes 1 to ${MOST_ATTEMPTS} attempts, and whole seconds from 1 up to a day`;
    return { sendsNothing: false, note: `${what}: ${why}` };
  }
  return {
    sendsNothing: false,
    retry: {
      kind: "exponential",
      attempts,
      initial_seconds: initial,
      factor: BACKOFF_MULTIPLIER,
      cap_seconds: Math.max(MAX_BACKOFF_SECONDS, initial),
      jitter: 0,
    },
  };
}

function wholeNumber(value: unknown): number | undefined {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && /^-?\d{1,9}$/u.test(text) ? Number(text) : undefined;
}

/** `PT1M30S` → 90. */
function wholeSeconds(value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  const found = ISO_DURATION.exec(value);
  if (found === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1)
    .map((digits: string | undefined) => Number(digits ?? 0));
  const total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
  return total >= 1 && total <= LONGEST_DELAY_SECONDS ? total : undefined;
}
