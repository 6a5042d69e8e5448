import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SQSClient } from "@aws-sdk/client-sqs";

import type { BatchScope } from "../shared/aws-client/batch-calls.ts";
import { makeCarriedEvents } from "../shared/dynamodb/carried-events.ts";
import { makeItemReader } from "../shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoDeliveryRecords } from "../shared/dynamodb/dynamo-delivery-records.ts";
import { makeDynamoLaneItems } from "../shared/dynamodb/dynamo-lane-items.ts";
import { makeStatementRunner } from "../shared/dynamodb/dynamo-statements.ts";
import { makeDynamoTallyMarks } from "../shared/dynamodb/dynamo-tally-marks.ts";
import { makeDropNotices } from "../shared/eventbridge/drop-notices.ts";
import type { EnvOf } from "../shared/runtime/env.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import { makeQueueSender } from "../shared/sqs/sqs-queue.ts";
import type { BuryPorts } from "./bury-one.ts";
import type { buryEnv } from "./env.ts";
import { makeQuarantine, type Quarantine } from "./quarantine.ts";

/** The AWS clients of bury. */
export interface BuryClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly eventBridge: EventBridgeClient;
}

/** Everything that bury works with, but for the report of an invocation. */
export function composeBury(
  env: EnvOf<typeof buryEnv>,
  clients: BuryClients,
  { log, machine }: Pick<Host, "log" | "machine">,
  batch: BatchScope,
): Omit<BuryPorts, "report"> & { readonly quarantine: Quarantine } {
  const { dynamodb, sqs, eventBridge } = clients;
  const { now } = machine;
  const deliveries = { dynamodb, tableName: env.DELIVERIES_TABLE, batch };
  const readItem = makeItemReader(deliveries);
  const run = makeStatementRunner(deliveries);
  const send = makeQueueSender({ sqs, queueUrl: env.DROPPED_QUEUE_URL, batch });
  return {
    records: makeDynamoDeliveryRecords({ ...deliveries, readItem, run }),
    events: makeCarriedEvents(readItem),
    lanes: makeDynamoLaneItems(deliveries),
    notices: makeDropNotices({
      send,
      dynamodb,
      webhooksTableName: env.WEBHOOKS_TABLE,
      eventBridge,
      busName: env.EVENT_BUS_NAME,
      count: makeDynamoTallyMarks({
        dynamodb,
        tableName: env.DELIVERIES_TABLE,
        spanMs: env.TALLY_SECONDS * 1000,
        batch,
        log,
        now,
      }),
      now,
    }),
    quarantine: makeQuarantine(send, now),
    now,
  };
}
