import type { AttemptResult } from "../../lambdas/shared/domain/attempt-outcome.ts";
import type { Random } from "../../tools/virtual-aws/random.ts";
import type { Scenario } from "./scenario.ts";

/** What comes of a request that reaches a receiver, and how long that takes. */
export type Receiver = (startedAtMs: number, timeoutMs: number) => AttemptResult;

/**
 * A receiver that answers as its scenario has it. Delays come from its `Retry-After`, so that any
 * mix of hold, delay and park can follow one another.
 */
export function makeReceiver(scenario: Scenario, random: Random): Receiver {
  const { successChance, goneChance, waitSeconds, slowChance, rateLimit } = scenario;

  function status(): { readonly status: number; readonly retryAfter: string | undefined } {
    if (random.chance(successChance)) return { status: 204, retryAfter: undefined };
    return random.chance(goneChance)
      ? { status: 410, retryAfter: undefined }
      : { status: busy(), retryAfter: String(random.pick(waitSeconds)) };
  }

  /** Too many requests for it alone, or for its webhook: then all of its deliveries wait. */
  const busy = () => (rateLimit !== undefined && random.chance(0.2) ? 429 : 503);

  return (startedAtMs, timeoutMs) => {
    if (slowChance === 0 || !random.chance(slowChance)) {
      return { kind: "response", ...status(), bodyHead: "", startedAtMs, durationMs: 0 };
    }
    // One that hangs looks like one that drips: the whole answer is not there in time.
    return random.chance(0.5)
      ? { kind: "failure", reason: "timeout", message: "", startedAtMs, durationMs: timeoutMs }
      : {
          kind: "response",
          ...status(),
          bodyHead: "",
          startedAtMs,
          durationMs: random.below(timeoutMs),
        };
  };
}
