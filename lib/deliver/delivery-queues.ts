import { Construct } from "constructs";

import { eachPool, type Pool } from "../../lambdas/shared/domain/pool.ts";
import type { Settings } from "../settings.ts";
import { PipelineQueue } from "../shared/pipeline-queue.ts";
import { visibilityTimeout } from "../shared/visibility-timeout.ts";
import { POOLS } from "./delivery-pools.ts";

/** A batch of burials is a read, a commit and a notice; the rest of the time is for throttles. */
export const BURY_TIMEOUT_SECONDS = 30;
/**
 * What bury fails on comes back after three minutes: a thousand times, the most that SQS allows,
 * are two days. A table that is busy is waited out; what is moved then lies in the dropped queue as
 * it came, where people look, rather than nowhere.
 */
const BURY_MAX_RECEIVE_COUNT = 1000;

/** The queues that deliveries wait in, one a pool, and the two they can leave them for. */
export class DeliveryQueues extends Construct {
  /** One message a delivery, held or delayed until its next attempt. */
  readonly pools: Readonly<Record<Pool, PipelineQueue>>;
  /** Deliveries that were received too often, to be buried. Nobody has been told yet. */
  readonly deliveriesRedrive: PipelineQueue;
  /** For people: the notice of every delivery that was given up, with its reason. */
  readonly dropped: PipelineQueue;

  constructor(scope: Construct, id: string, props: { readonly settings: Settings }) {
    super(scope, id);
    const { settings } = props;
    this.dropped = new PipelineQueue(this, "Dropped", { settings, room: "dropped" });
    this.deliveriesRedrive = new PipelineQueue(this, "DeliveriesRedrive", {
      settings,
      room: "deliveries-redrive",
      visibilityTimeout: visibilityTimeout(BURY_TIMEOUT_SECONDS),
      redrive: { queue: this.dropped, maxReceiveCount: BURY_MAX_RECEIVE_COUNT },
    });
    this.pools = eachPool(
      (pool) =>
        new PipelineQueue(this, POOLS[pool].queueId, {
          settings,
          room: POOLS[pool].queue,
          visibilityTimeout: visibilityTimeout(settings.deliverTimeoutSeconds),
          redrive: { queue: this.deliveriesRedrive, maxReceiveCount: settings.maxReceiveCount },
        }),
    );
  }
  /** Of all pools, for whoever sends deliveries. */
  get poolArns(): readonly string[] {
    return Object.values(this.pools).map(({ queueArn }) => queueArn);
  }
}
