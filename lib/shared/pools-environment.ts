import type { poolsEnv } from "../../lambdas/shared/adapters/compose-pools.ts";
import type { DeliveryQueues } from "../deliver/delivery-queues.ts";
import type { Settings } from "../settings.ts";

/** The two queues of deliveries, for whoever sends to them. */
export function poolsEnvironment(
  settings: Pick<Settings, "deliverSlowConcurrency">,
  queues: DeliveryQueues,
): Record<keyof typeof poolsEnv, string> {
  return {
    DELIVERIES_QUEUE_URL: queues.deliveries.queueUrl,
    SLOW_DELIVERIES_QUEUE_URL: queues.deliveriesSlow.queueUrl,
    HAS_SLOW_POOL: String(settings.deliverSlowConcurrency > 0),
  };
}
