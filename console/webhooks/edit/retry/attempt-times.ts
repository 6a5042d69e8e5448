import {
  nextDelaySeconds,
  plainDelaySeconds,
  type RetryPolicy,
} from "../../../../lambdas/shared/domain/retry-policy.ts";
import { LONGEST_WAIT_MS } from "../../../../lambdas/shared/domain/waiting.ts";

/** When one attempt of a schedule is made, in seconds after the first. */
export interface AttemptTime {
  /** 1, 2, … */
  readonly attempt: number;
  /** Without jitter. */
  readonly plain: number;
  /** With the least and the most jitter on every delay before it. */
  readonly earliest: number;
  readonly latest: number;
  /** The delay before it, without jitter; 0 of the first. */
  readonly delay: number;
}

/** Seconds after which a delivery is dropped as `expired`, whatever its schedule says. */
export const LONGEST_WAIT_SECONDS = LONGEST_WAIT_MS / 1000;

/** The greatest number that `Math.random` may give. */
const MOST_RANDOM = 1 - Number.EPSILON / 2;

/** The attempts of a delivery that always fails, as the product schedules them. */
export function attemptTimes(policy: RetryPolicy): readonly AttemptTime[] {
  const times: AttemptTime[] = [{ attempt: 1, plain: 0, earliest: 0, latest: 0, delay: 0 }];
  let [plain, earliest, latest] = [0, 0, 0];
  for (let attempt = 1; attempt < policy.attempts; attempt += 1) {
    const delay = plainDelaySeconds(policy, attempt);
    plain += delay;
    earliest += nextDelaySeconds(policy, attempt, 0) ?? 0;
    latest += nextDelaySeconds(policy, attempt, MOST_RANDOM) ?? 0;
    times.push({ attempt: attempt + 1, plain, earliest, latest, delay });
  }
  return times;
}

/** The attempts that are made before a delivery is dropped as `expired`. */
export function attemptsInTime(times: readonly AttemptTime[]): readonly AttemptTime[] {
  return times.filter(({ plain }) => plain <= LONGEST_WAIT_SECONDS);
}
