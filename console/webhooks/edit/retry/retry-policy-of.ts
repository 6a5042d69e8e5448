import type { RetryPolicy } from "../../../../lambdas/shared/domain/retry-policy.ts";
import type { RetryForm } from "../state/form-state.ts";

/** What the API takes where an exponential policy leaves something open. */
export const EXPONENTIAL_DEFAULTS = {
  attempts: 55,
  initialSeconds: 1,
  factor: 2,
  capSeconds: 14_400,
  jitter: 0.25,
} as const;

/** Likewise of a fixed one. */
export const FIXED_DEFAULTS = { attempts: 6, intervalSeconds: 5 } as const;

/** Most attempts of a schedule, and the longest delay in seconds, that the API takes. */
export const MOST_ATTEMPTS = 1000;
export const LONGEST_DELAY_SECONDS = 86_400;

/**
 * The policy that a form says.
 * @param usual that of the profile
 * @returns `undefined` where a number is none, or is outside of what the API takes
 */
export function retryPolicyOf(retry: RetryForm, usual: RetryPolicy): RetryPolicy | undefined {
  if (retry.kind === "") return usual;
  if (retry.kind === "fixed") {
    const attempts = wholeOf(retry.attempts, FIXED_DEFAULTS.attempts, MOST_ATTEMPTS);
    const intervalSeconds = delayOf(retry.intervalSeconds, FIXED_DEFAULTS.intervalSeconds);
    return attempts === undefined || intervalSeconds === undefined
      ? undefined
      : { kind: "fixed", attempts, intervalSeconds };
  }
  const attempts = wholeOf(retry.attempts, EXPONENTIAL_DEFAULTS.attempts, MOST_ATTEMPTS);
  const initialSeconds = delayOf(retry.initialSeconds, EXPONENTIAL_DEFAULTS.initialSeconds);
  const capSeconds = delayOf(retry.capSeconds, EXPONENTIAL_DEFAULTS.capSeconds);
  const factor = within(retry.factor, EXPONENTIAL_DEFAULTS.factor, 1, 10);
  const jitter = within(retry.jitter, EXPONENTIAL_DEFAULTS.jitter, 0, 1);
  if (attempts === undefined || initialSeconds === undefined || capSeconds === undefined) {
    return undefined;
  }
  if (factor === undefined || jitter === undefined || capSeconds < initialSeconds) return undefined;
  return { kind: "exponential", attempts, initialSeconds, factor, capSeconds, jitter };
}

function delayOf(text: string, usual: number): number | undefined {
  return wholeOf(text, usual, LONGEST_DELAY_SECONDS);
}

function wholeOf(text: string, usual: number, most: number): number | undefined {
  const number = within(text, usual, 1, most);
  return Number.isInteger(number) ? number : undefined;
}

function within(text: string, usual: number, least: number, most: number): number | undefined {
  if (text.trim() === "") return usual;
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
}
