import type { Pool } from "../../lambdas/shared/domain/pool.ts";
import type { Settings } from "../settings.ts";
import { BATCH_SIZE } from "../shared/queue-consumer.ts";

/** What the parts of a pool are called: its queue, its function, and their constructs. */
export const POOLS = {
  quick: {
    queue: "deliveries",
    queueId: "Deliveries",
    room: "deliver",
    id: "Deliver",
    consumerId: "Consumer",
  },
  trial: {
    queue: "deliveries-trial",
    queueId: "DeliveriesTrial",
    room: "deliver-trial",
    id: "DeliverTrial",
    consumerId: "TrialConsumer",
  },
  slow: {
    queue: "deliveries-slow",
    queueId: "DeliveriesSlow",
    room: "deliver-slow",
    id: "DeliverSlow",
    consumerId: "SlowConsumer",
  },
} as const satisfies Record<Pool, Readonly<Record<string, string>>>;

/** How many functions of each pool run at once: those that are not proved quick share theirs. */
export function poolConcurrency({
  deliverConcurrency,
  deliverSlowConcurrency,
}: Pick<Settings, "deliverConcurrency" | "deliverSlowConcurrency">): Readonly<
  Record<Pool, number>
> {
  const trial = Math.floor(deliverSlowConcurrency / 2);
  return { quick: deliverConcurrency, trial, slow: deliverSlowConcurrency - trial };
}

/** Requests that all functions of deliver make at once: one for each record of a batch. */
export function mostInFlight(
  settings: Pick<Settings, "deliverConcurrency" | "deliverSlowConcurrency">,
): number {
  const functions = Object.values(poolConcurrency(settings)).reduce((sum, count) => sum + count, 0);
  return functions * BATCH_SIZE;
}
