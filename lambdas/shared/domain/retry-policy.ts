/**
 * `attempts` in all, the first included; before attempt n + 1 the delay is initial × factor^(n−1),
 * at most the cap, ± jitter.
 */
export interface ExponentialPolicy {
  readonly kind: "exponential";
  readonly attempts: number;
  readonly initialSeconds: number;
  readonly factor: number;
  readonly capSeconds: number;
  /** Share of the delay, 0 … 1: 0.25 spreads it over −25 % … +25 %. Applied after the cap. */
  readonly jitter: number;
  /** Whether nothing but probes is sent while the receiver is down. Absent: by the profile. */
  readonly breaker?: boolean;
}

/** `attempts` in all, the first included, always the same time apart. */
export interface FixedPolicy {
  readonly kind: "fixed";
  readonly attempts: number;
  readonly intervalSeconds: number;
  /** As of an exponential policy. */
  readonly breaker?: boolean;
}

/** When the attempts of a delivery happen, and after which answers none does. */
export type RetryPolicy = (ExponentialPolicy | FixedPolicy) & {
  /** Statuses of answers that never heal: a delivery that gets one is dropped at once. */
  readonly stopOn?: readonly number[];
};

/**
 * The longest that a receiver's `Retry-After` puts a delivery off, in seconds, or longer where its
 * policy has longer delays: as long as the longest delay of pawaPass's schedule ("Retries"), four
 * hours.
 */
export const LONGEST_FLOOR_SECONDS = 14_400;

/** The delay after attempt `attempt` (1, 2, …) of the schedule, before jitter, in seconds. */
export function plainDelaySeconds(policy: RetryPolicy, attempt: number): number {
  return policy.kind === "fixed"
    ? policy.intervalSeconds
    : Math.min(policy.capSeconds, policy.initialSeconds * policy.factor ** (attempt - 1));
}

/**
 * The plain delays from the one after attempt `from` (1, 2, …) on, together, in seconds: of the
 * whole schedule with 1.
 */
export function schedulePartSeconds(policy: RetryPolicy, from = 1): number {
  let sum = 0;
  for (let attempt = Math.max(1, from); attempt < policy.attempts; attempt += 1) {
    sum += plainDelaySeconds(policy, attempt);
  }
  return sum;
}

/** The longest that a `Retry-After` may ask for, in seconds. */
function longestFloorSeconds(policy: RetryPolicy): number {
  const longest = policy.kind === "fixed" ? policy.intervalSeconds : policy.capSeconds;
  return Math.max(LONGEST_FLOOR_SECONDS, longest);
}

/**
 * A delay after jitter, from 1 − jitter to 1 + jitter of the plain one: in whole seconds, at least
 * one, where there are some in between. SQS waits in whole seconds; of any other delay it would
 * make the next one, which may be past the jitter.
 */
function spreadSeconds(plain: number, jitter: number, random: number): number {
  const [shortest, longest] = [plain * (1 - jitter), plain * (1 + jitter)];
  const spread = plain * (1 + jitter * (2 * random - 1));
  const [first, last] = [Math.max(1, Math.ceil(shortest)), Math.floor(longest)];
  return first > last ? spread : Math.min(last, Math.max(first, Math.round(spread)));
}

/**
 * The delay after attempt `attempt` of the schedule, in seconds; `undefined` when the schedule is
 * spent.
 * @param random a number in [0, 1)
 * @param floorSeconds what a `Retry-After` asked for; counts up to four hours, or the longest plain
 *   delay of the policy
 */
export function nextDelaySeconds(
  policy: RetryPolicy,
  attempt: number,
  random: number,
  floorSeconds = 0,
): number | undefined {
  if (attempt >= policy.attempts) {
    return undefined;
  }
  const plain = plainDelaySeconds(policy, attempt);
  const jitter = policy.kind === "fixed" ? 0 : policy.jitter;
  const spread = spreadSeconds(plain, jitter, random);
  return Math.max(spread, Math.min(floorSeconds, longestFloorSeconds(policy)));
}
