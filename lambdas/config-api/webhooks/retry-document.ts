import type * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import type { RetryPolicy } from "../../shared/domain/retry-policy.ts";
import type { retry } from "./retry-schemas.ts";

/** A retry policy in the words of requests and answers. */
type RetryDocument = z.output<typeof retry>;

/** A retry policy as it is shown. */
export function showRetry(policy: RetryPolicy): RetryDocument {
  const { attempts, breaker, stopOn } = policy;
  const shared = defined({ breaker, stop_on: stopOn && [...stopOn] });
  if (policy.kind === "fixed") {
    const { kind, intervalSeconds: interval_seconds } = policy;
    return { kind, attempts, interval_seconds, ...shared };
  }
  const { kind, initialSeconds: initial_seconds, factor, jitter } = policy;
  const { capSeconds: cap_seconds } = policy;
  return { kind, attempts, initial_seconds, factor, cap_seconds, jitter, ...shared };
}

/** A retry policy of a request in the domain's words. */
export function readRetry(policy: RetryDocument): RetryPolicy {
  const { attempts, breaker, stop_on: stopOn } = policy;
  const shared = defined({ breaker, stopOn });
  if (policy.kind === "fixed") {
    const { kind, interval_seconds: intervalSeconds } = policy;
    return { kind, attempts, intervalSeconds, ...shared };
  }
  const { kind, initial_seconds: initialSeconds, factor, jitter } = policy;
  const { cap_seconds: capSeconds } = policy;
  return { kind, attempts, initialSeconds, factor, capSeconds, jitter, ...shared };
}
