import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient } from "@aws-sdk/client-sfn";

import { makeBatchScope } from "../shared/aws-client/batch-calls.ts";
import { composeEnsureLane } from "../shared/compose/compose-ensure-lane.ts";
import { makeItemReader } from "../shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoBreakers } from "../shared/dynamodb/dynamo-breakers.ts";
import { makeDynamoLaneIndex } from "../shared/dynamodb/dynamo-lane-index.ts";
import { makeDynamoLaneList } from "../shared/dynamodb/dynamo-lane-list.ts";
import type { EnvOf } from "../shared/runtime/env.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import { makeDynamoSweepPlaces } from "./dynamo-sweep-places.ts";
import type { sweepEnv } from "./env.ts";
import { makeLookAtLanes } from "./look-at-lanes.ts";
import { makeSweep } from "./sweep.ts";

/**
 * A page of 500 lanes takes a second or two; with every call throttled for seconds, less than this.
 */
const PAGE_RESERVE_MS = 60_000;

/** The AWS clients of sweep. */
export interface SweepClients {
  readonly dynamodb: DynamoDBClient;
  readonly stepFunctions: SFNClient;
}

/** How long Lambda lets the invocation go on. */
export interface RemainingTime {
  getRemainingTimeInMillis(): number;
}

/**
 * Every quarter of an hour: finds lanes that should have woken and did not, and removes those that
 * nobody uses.
 * @param pageSize lanes of one page, 500 by default
 */
export function makeSweepRun(
  env: EnvOf<typeof sweepEnv>,
  clients: SweepClients,
  { log, metrics, machine }: Host,
  pageSize?: number,
): (event: unknown, context: RemainingTime) => Promise<void> {
  const { now } = machine;
  const deliveries = { dynamodb: clients.dynamodb, tableName: env.DELIVERIES_TABLE };
  const lanes = makeDynamoLaneList({ ...deliveries, ...(pageSize !== undefined && { pageSize }) });
  const readItem = makeItemReader({ ...deliveries, batch: makeBatchScope(machine) });
  const breakers = makeDynamoBreakers({ ...deliveries, readItem });
  const lookAtLanes = makeLookAtLanes({
    lanes,
    index: makeDynamoLaneIndex(deliveries),
    ensureLane: composeEnsureLane(env, clients, now),
    async holdsBack(owner) {
      const { breaker } = await breakers.read(owner);
      return breaker?.state === "suspected" ? undefined : breaker?.state;
    },
    constants: {
      // Overdue by a whole sleep: a wake was missed.
      overdueSeconds: env.LANE_SLEEP_SECONDS,
      laneKeptSeconds: env.LANE_KEPT_SECONDS,
    },
    reportFailure: ({ webhookId }, error) =>
      log.error("webhook not swept", error, { webhook_id: webhookId }),
    now,
  });
  const sweep = makeSweep({ lanes, places: makeDynamoSweepPlaces(deliveries), lookAtLanes });
  return async (_event, context) => {
    const hasTime = () => context.getRemainingTimeInMillis() > PAGE_RESERVE_MS;
    const { oldestOverdueMs, ...counts } = await sweep(hasTime);
    metrics.add("lanesOpen", counts.lanes);
    metrics.add("lanesOverdue", counts.overdue);
    metrics.add("receiversDown", counts.down);
    log.info("swept", { ...counts, oldest_overdue_ms: oldestOverdueMs });
  };
}
