import type { AttemptResult } from "../../lambdas/shared/domain/attempt-outcome.ts";
import type { Profile } from "../../lambdas/shared/profiles/profile.ts";
import { PROFILES } from "../../lambdas/shared/profiles/profiles.ts";
import type { Random } from "../../local/virtual-aws/random.ts";
import type { Scenario } from "./scenario.ts";

/** A receiver, and the profile that its webhooks follow. */
export interface Receiver {
  readonly profile: Profile;
  answer(nowMs: number): AttemptResult;
}

/** An answer without a body, at once. */
export function answerWith(status: number, nowMs: number, retryAfter?: string): AttemptResult {
  return {
    kind: "response",
    status,
    bodyHead: "",
    retryAfter,
    startedAtMs: nowMs,
    durationMs: 0,
  };
}

/**
 * A receiver that answers as its scenario has it. Delays come from its `Retry-After`, so that any mix of hold, delay and park can
 * follow one another.
 */
export function moodyReceiver(scenario: Scenario, random: Random): Receiver {
  const { attempts, successChance, goneChance, waitSeconds } = scenario;
  const retry = { initialSeconds: 1, factor: 1, capSeconds: 14_400, jitter: 0 };
  return {
    profile: { ...PROFILES.standard, retry: { kind: "exponential", attempts, ...retry } },
    answer: (nowMs) => {
      if (random.chance(successChance)) {
        return answerWith(204, nowMs);
      }
      return random.chance(goneChance)
        ? answerWith(410, nowMs)
        : answerWith(503, nowMs, String(random.pick(waitSeconds)));
    },
  };
}
