import type { poolsEnv } from "../../lambdas/shared/compose/compose-pools.ts";
import type { DeliveryQueues } from "../deliver/delivery-queues.ts";
import type { Settings } from "../settings.ts";

/** The queues of deliveries, for whoever sends to them. */
export function poolsEnvironment(
  settings: Pick<Settings, "deliverSlowConcurrency">,
  queues: DeliveryQueues,
): Record<keyof typeof poolsEnv, string> {
  return {
    DELIVERIES_QUEUE_URL: queues.pools.quick.queueUrl,
    TRIAL_DELIVERIES_QUEUE_URL: queues.pools.trial.queueUrl,
    SLOW_DELIVERIES_QUEUE_URL: queues.pools.slow.queueUrl,
    HAS_SLOW_POOL: String(settings.deliverSlowConcurrency > 0),
  };
}
