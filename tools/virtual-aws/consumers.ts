import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import { eachPool } from "../../lambdas/shared/domain/pool.ts";
import { poolConcurrency, POOLS } from "../../lib/deliver/delivery-pools.ts";
import type { Settings } from "../../lib/settings.ts";
import { visibilityTimeout } from "../../lib/shared/visibility-timeout.ts";
import type { CloudPlan } from "./cloud-plan.ts";
import { NAMES } from "./function-environment.ts";
import type { FunctionPool } from "./function-pool.ts";
import type { MemoryQueue } from "./memory-queue.ts";
import type { VirtualFunctions } from "./virtual-functions.ts";
import { BATCH_SIZE } from "./virtual-queues.ts";

/**
 * The least that Lambda can be told for a queue.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html#events-sqs-max-concurrency
 */
const LEAST_CONCURRENCY = 2;

/** Batches of a queue for a function. */
export interface Consumer {
  readonly pool: FunctionPool<SQSEvent, SQSBatchResponse>;
  readonly queue: string;
  readonly memoryMb: number;
  /** Invocations at once. */
  readonly concurrency: number;
  readonly gatherMs: number;
  /** Lambda lets the function run for so long. @default as long as any */
  readonly limitMs?: number;
}

/** The queues as the stacks would have them. */
export function queuesOf(
  { fanOutTimeoutSeconds, deliverTimeoutSeconds }: Settings,
  { isFair = false, mostInFlight }: CloudPlan,
) {
  const ofDeliveries = {
    ...queueOf(visibilityTimeout(deliverTimeoutSeconds).toSeconds()),
    isFair,
    ...(mostInFlight !== undefined && { mostInFlight }),
  };
  return {
    [NAMES.eventsQueue]: queueOf(visibilityTimeout(fanOutTimeoutSeconds).toSeconds()),
    [NAMES.slicesQueue]: queueOf(visibilityTimeout(fanOutTimeoutSeconds).toSeconds()),
    [NAMES.deliveriesQueue]: ofDeliveries,
    [NAMES.trialDeliveriesQueue]: ofDeliveries,
    [NAMES.slowDeliveriesQueue]: ofDeliveries,
    [NAMES.droppedQueue]: queueOf(30),
    [NAMES.rejectedQueue]: queueOf(30),
  };
}

function queueOf(visibilityTimeoutSeconds: number) {
  return { visibilityTimeoutSeconds };
}

/** Which functions read which queues, as the stacks would have it. */
export function consumersOf(
  { fanOut, slices, deliver }: VirtualFunctions,
  settings: Settings,
  gatherMs: number,
): Consumer[] {
  const { fanOutConcurrency, fanOutSliceConcurrency } = settings;
  const deliverConcurrency = poolConcurrency(settings);
  const { fanOutMemoryMb: memoryMb, deliverMemoryMb } = settings;
  const limitMs = settings.deliverTimeoutSeconds * 1000;
  const { eventsQueue, slicesQueue } = NAMES;
  return [
    { pool: fanOut, queue: eventsQueue, memoryMb, concurrency: fanOutConcurrency, gatherMs: 0 },
    {
      pool: slices,
      queue: slicesQueue,
      memoryMb,
      concurrency: fanOutSliceConcurrency,
      gatherMs: 0,
    },
    ...Object.values(
      eachPool((pool) => ({
        pool: deliver[pool],
        queue: POOLS[pool].queue,
        memoryMb: deliverMemoryMb,
        // Without pools for slow receivers, too, what their queues hold is delivered.
        concurrency: Math.max(LEAST_CONCURRENCY, deliverConcurrency[pool]),
        gatherMs,
        limitMs,
      })),
    ),
  ];
}

/**
 * When a function can take a batch: full, or its first message waited long enough. Infinity while
 * as many run as may.
 */
export function readyAtMs(
  { pool, concurrency, gatherMs }: Consumer,
  queue: MemoryQueue,
  nowMs: number,
): number {
  if (pool.running >= concurrency) return Infinity;
  if (gatherMs === 0) return queue.hasReady ? nowMs : queue.nextVisibleAtMs();
  const visible = queue.visible();
  if (visible.length >= BATCH_SIZE) return nowMs;
  const oldestMs = Math.min(Infinity, ...visible.map(({ visibleAtMs }) => visibleAtMs));
  return Math.min(Math.max(nowMs, oldestMs + gatherMs), queue.nextVisibleAtMs());
}
