import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";

import { deliverEnv } from "../../lambdas/deliver/env.ts";
import type { DeliverReport } from "../../lambdas/deliver/ports.ts";
import { makeDeliverReport } from "../../lambdas/deliver/report.ts";
import { fanOutEnv } from "../../lambdas/fan-out/env.ts";
import { retryLaneEnv } from "../../lambdas/retry-lane/env.ts";
import type { LaneAnswer, LaneStep } from "../../lambdas/retry-lane/run-lane-step.ts";
import { eachPool, type Pool } from "../../lambdas/shared/domain/pool.ts";
import { readEnv } from "../../lambdas/shared/runtime/env.ts";
import { makeLog } from "../../lambdas/shared/runtime/logger.ts";
import { type Host, makeFunction } from "../../lambdas/shared/runtime/make-function.ts";
import { makeMetrics } from "../../lambdas/shared/runtime/metrics.ts";
import { sweepEnv } from "../../lambdas/sweep/env.ts";
import { POOLS } from "../../lib/deliver/delivery-pools.ts";
import type { Settings } from "../../lib/settings.ts";
import { functionEnvironment } from "./function-environment.ts";
import { FunctionPool, type Outside, type VirtualClients } from "./function-pool.ts";
import { makeDeliver, makeFanOut, makeRetryLane, makeSweepRun } from "./functions.ts";

/** The functions that take part. */
export interface VirtualFunctions {
  readonly fanOut: FunctionPool<SQSEvent, SQSBatchResponse>;
  /** The same function, at work on slices of events. */
  readonly slices: FunctionPool<SQSEvent, SQSBatchResponse>;
  readonly deliver: Readonly<Record<Pool, FunctionPool<SQSEvent, SQSBatchResponse>>>;
  readonly lane: FunctionPool<LaneStep, LaneAnswer>;
  readonly sweep: FunctionPool<object, void>;
}

/**
 * The functions as they are deployed, with logs and metrics that are written.
 * @param onReport told what the log and the metrics are told of deliveries
 */
export function virtualFunctions(
  settings: Settings,
  outside: Outside,
  onReport: Partial<DeliverReport>,
): VirtualFunctions {
  const variables = functionEnvironment(settings);
  const env = {
    fanOut: readEnv(fanOutEnv, variables),
    deliver: eachPool((pool) => readEnv(deliverEnv, { ...variables, POOL: pool })),
    lane: readEnv(retryLaneEnv, variables),
    sweep: readEnv(sweepEnv, variables),
  };
  const log = makeLog();
  /** One as `makeFunction` makes it, but with a machine of its own. */
  const poolOf = <In, Out>(
    name: string,
    countsColdStarts: boolean,
    make: (clients: VirtualClients, host: Host) => (event: In, context: Context) => Promise<Out>,
  ) =>
    new FunctionPool<In, Out>(name, outside, ({ clients, host: { machine } }) => {
      const { toHandler, ...host } = makeFunction({ countsColdStarts });
      return toHandler(make(clients, { ...host, machine })) as never;
    });
  const fanOutPool = () =>
    poolOf("fan-out", true, (clients, host) => makeFanOut(env.fanOut, clients, host));
  const deliverPool = (pool: Pool) =>
    new FunctionPool<SQSEvent, SQSBatchResponse>(
      POOLS[pool].room,
      outside,
      ({ clients, host: { machine }, sender }) => {
        const { writer, recorder: metrics } = makeMetrics();
        const host = { log, metrics, machine };
        const { SUCCESS_LOG_SAMPLE_RATE: rate } = env.deliver[pool];
        const report = bothReports(makeDeliverReport(log, metrics, rate, machine.random), onReport);
        const deliver = makeDeliver(env.deliver[pool], clients, host, sender, report);
        return async (event, context) => {
          const response = await deliver(event, context);
          if (writer.hasStoredMetrics()) writer.publishStoredMetrics();
          return response;
        };
      },
    );
  return {
    fanOut: fanOutPool(),
    slices: fanOutPool(),
    deliver: eachPool(deliverPool),
    lane: poolOf("retry-lane", false, (clients, host) => makeRetryLane(env.lane, clients, host)),
    sweep: poolOf("sweep", false, (clients, host) => makeSweepRun(env.sweep, clients, host)),
  };
}

function bothReports(one: DeliverReport, other: Partial<DeliverReport>): DeliverReport {
  return {
    attempted(...args) {
      one.attempted(...args);
      other.attempted?.(...args);
    },
    deferred() {
      one.deferred();
      other.deferred?.();
    },
    carried(...args) {
      one.carried(...args);
      other.carried?.(...args);
    },
    committed(...args) {
      one.committed(...args);
      other.committed?.(...args);
    },
  };
}
