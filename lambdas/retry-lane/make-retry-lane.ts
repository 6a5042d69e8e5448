import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Context } from "aws-lambda";

import { makeBatchScope } from "../shared/aws-client/batch-calls.ts";
import { composePools, defaultLimits } from "../shared/compose/compose-pools.ts";
import type { DeliveryKey } from "../shared/domain/identifiers.ts";
import type { LaneOwner } from "../shared/domain/lane.ts";
import { getItem } from "../shared/dynamodb/attributes.ts";
import { deliveryItemKey } from "../shared/dynamodb/delivery-item.ts";
import { makeItemReader } from "../shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoBreakers } from "../shared/dynamodb/dynamo-breakers.ts";
import { makeDynamoDeliveryRecords } from "../shared/dynamodb/dynamo-delivery-records.ts";
import { makeDynamoLaneIndex } from "../shared/dynamodb/dynamo-lane-index.ts";
import { makeDynamoLaneWebhooks } from "../shared/dynamodb/dynamo-lane-webhooks.ts";
import { makeLeaseTimes } from "../shared/dynamodb/dynamo-leases.ts";
import { makeDynamoRateLimits } from "../shared/dynamodb/dynamo-rate-limits.ts";
import { makeStatementRunner } from "../shared/dynamodb/dynamo-statements.ts";
import type { EnvOf } from "../shared/runtime/env.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import { makePatience } from "../shared/runtime/patience.ts";
import { makeLaneExecutions } from "../shared/step-functions/sfn-lane-executions.ts";
import type { Release } from "../shared/waiting/release.ts";
import { makeDynamoLaneHeartbeats } from "./dynamo-lane-heartbeats.ts";
import type { retryLaneEnv } from "./env.ts";
import { makeGuardedLook, unguardedLook } from "./guarded-look.ts";
import { MOST_WAKES } from "./history.ts";
import { type LaneAnswer, type LaneStep, makeRunLaneStep } from "./run-lane-step.ts";

/** The AWS clients of retry-lane. */
export interface RetryLaneClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly stepFunctions: SFNClient;
}

/** What is the same in every installation. */
export interface RetryLaneLimits {
  /** Wakes until an execution hands over to the next generation. @default MOST_WAKES */
  readonly mostWakes?: number;
  /** Deliveries of one page. @default 1,000 */
  readonly pageSize?: number;
}

/** One wake of a webhook's lane. What it throws, the state machine tries again. */
export function makeRetryLane(
  env: EnvOf<typeof retryLaneEnv>,
  { dynamodb, sqs, stepFunctions }: RetryLaneClients,
  { log, machine }: Pick<Host, "log" | "machine">,
  { mostWakes = MOST_WAKES, pageSize }: RetryLaneLimits = {},
): (step: LaneStep, context: Pick<Context, "getRemainingTimeInMillis">) => Promise<LaneAnswer> {
  const { now } = machine;
  const batch = makeBatchScope(machine);
  const patience = makePatience(now);
  const deliveries = { dynamodb, tableName: env.DELIVERIES_TABLE, batch };
  const readItem = makeItemReader(deliveries);
  const records = makeDynamoDeliveryRecords({
    ...deliveries,
    readItem,
    run: makeStatementRunner({ ...deliveries, untilMs: patience.untilMs }),
  });
  const { poolOf, release } = composePools(env, { ...deliveries, sqs, readItem, records, now });
  const index = makeDynamoLaneIndex({ ...deliveries, ...(pageSize !== undefined && { pageSize }) });
  const releaseTo = async (owner: LaneOwner): Promise<Release> => {
    const pool = await poolOf(owner);
    return (parked) => batch.run(() => release[pool](parked));
  };
  const limiters = makeDynamoRateLimits({ ...deliveries, readItem });
  const runLaneStep = makeRunLaneStep({
    lanes: makeDynamoLaneHeartbeats(deliveries),
    index,
    webhooks: makeDynamoLaneWebhooks({
      dynamodb,
      tableName: env.WEBHOOKS_TABLE,
      defaultLimits: defaultLimits(env),
    }),
    limiters,
    leases: makeLeaseTimes(readItem),
    executions: makeLaneExecutions({ stepFunctions, stateMachineArn: env.LANE_STATE_MACHINE_ARN }),
    releaseTo,
    guardedLook:
      env.BREAKER_SECONDS === 0
        ? unguardedLook
        : makeGuardedLook({
            breakers: makeDynamoBreakers({ ...deliveries, readItem }),
            index,
            eventTypeOf: makeDynamoEventTypeOf(deliveries),
            releaseTo,
            limiters,
            now,
            random: machine.random,
          }),
    constants: {
      horizonSeconds: env.HORIZON_SECONDS,
      laneQuietSeconds: env.LANE_QUIET_SECONDS,
      mostWakes,
    },
    report: ({ webhook, generation }, released, next) =>
      log.info("lane woke", { webhook_id: webhook, generation, released, next }),
    now,
  });
  return (step, context) => {
    patience.begin(context);
    return runLaneStep(step);
  };
}

/** The event type of a delivery with a record; eventually consistent: it never changes. */
function makeDynamoEventTypeOf(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): (key: DeliveryKey) => Promise<string | undefined> {
  const { dynamodb, tableName: TableName } = options;
  return async (key) => {
    const item = await getItem(dynamodb, TableName, deliveryItemKey(key), {
      ProjectionExpression: "eventType",
      ConsistentRead: false,
    });
    return item?.["eventType"]?.S;
  };
}
