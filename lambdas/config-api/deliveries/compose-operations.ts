import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SQSClient } from "@aws-sdk/client-sqs";

import type { BatchScope } from "../../shared/aws-client/batch-calls.ts";
import { composePools, type poolsEnv } from "../../shared/compose/compose-pools.ts";
import { makeItemReader } from "../../shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoBreakers } from "../../shared/dynamodb/dynamo-breakers.ts";
import { makeDynamoDeliveryRecords } from "../../shared/dynamodb/dynamo-delivery-records.ts";
import { makeDynamoLaneItems } from "../../shared/dynamodb/dynamo-lane-items.ts";
import { makeDynamoRateLimits } from "../../shared/dynamodb/dynamo-rate-limits.ts";
import { makeStatementRunner } from "../../shared/dynamodb/dynamo-statements.ts";
import type { EnvOf } from "../../shared/runtime/env.ts";
import type { EnsureLane } from "../../shared/waiting/ensure-lane.ts";
import { makeWakeLane } from "../../shared/waiting/wake-lane.ts";
import { makeDynamoHealthList } from "../webhooks/health/dynamo-health-list.ts";
import type { LimitedPorts } from "../webhooks/health/find-limited.ts";
import type { WakePorts } from "../webhooks/wake-enabled.ts";
import type { WebhookPorts } from "../webhooks/webhook-ports.ts";
import { makeCancel } from "./cancel.ts";
import type { DeliveryReader } from "./delivery-reader.ts";
import type { OperatePorts } from "./operate-routes.ts";
import { makeResend } from "./resend.ts";

/** What operators may do to deliveries and their lanes, on the deliveries table and queues. */
export function composeOperations(options: {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  readonly sqs: SQSClient;
  readonly queues: EnvOf<typeof poolsEnv>;
  readonly batch: BatchScope;
  readonly ensureLane: EnsureLane;
  readonly laneDeadSeconds: number;
  readonly deliveries: Pick<DeliveryReader, "event">;
  readonly now: () => number;
}): Pick<OperatePorts, "resend" | "cancel"> &
  Pick<WakePorts, "wakeLane"> &
  Pick<WebhookPorts, "standings" | "breakers" | "listHealth"> &
  Pick<LimitedPorts, "limiters"> {
  const { deliveries, ensureLane, laneDeadSeconds, now } = options;
  const lanes = makeDynamoLaneItems(options);
  const readItem = makeItemReader(options);
  const run = makeStatementRunner(options);
  const records = makeDynamoDeliveryRecords({ ...options, readItem, run });
  const { poolOf, release, standings } = composePools(options.queues, {
    ...options,
    readItem,
    records,
  });
  return {
    ...(options.queues.HAS_SLOW_POOL && { standings }),
    breakers: makeDynamoBreakers({ ...options, readItem }),
    listHealth: makeDynamoHealthList(options),
    limiters: makeDynamoRateLimits({ ...options, readItem }),
    resend: makeResend({
      records,
      deliveries,
      lanes,
      release: async (parked) => release[await poolOf(parked)](parked),
      now,
    }),
    cancel: makeCancel({ records, deliveries, now }),
    wakeLane: makeWakeLane({ lanes, ensureLane, constants: { laneDeadSeconds }, now }),
  };
}
