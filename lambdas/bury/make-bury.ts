import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import { type BatchScope, makeBatchScope } from "../shared/aws-client/batch-calls.ts";
import { deliveryIdIn, parseQueueMessage } from "../shared/domain/carried-commit.ts";
import { deliveryIdOf } from "../shared/domain/identifiers.ts";
import { makeItemReader } from "../shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoDeliveryRecords } from "../shared/dynamodb/dynamo-delivery-records.ts";
import { makeCarriedEvents } from "../shared/dynamodb/dynamo-events.ts";
import { makeDynamoLaneItems } from "../shared/dynamodb/dynamo-lane-items.ts";
import { makeStatementRunner } from "../shared/dynamodb/dynamo-statements.ts";
import { makeDynamoTallyMarks } from "../shared/dynamodb/dynamo-tally-marks.ts";
import { makeDropNotices } from "../shared/eventbridge/drop-notices.ts";
import type { EnvOf } from "../shared/runtime/env.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import { makeQueueHandler } from "../shared/runtime/queue-handler.ts";
import { makeQueueSender } from "../shared/sqs/sqs-queue.ts";
import { type BuryPorts, makeBuryOne } from "./bury-one.ts";
import type { buryEnv } from "./env.ts";
import { makeQuarantine, type Quarantine } from "./quarantine.ts";

/** Redrive queue → dropped queue: what deliver failed on again and again is dropped, visibly. */
export function makeBury(
  env: EnvOf<typeof buryEnv>,
  clients: BuryClients,
  host: Host,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { log, metrics, machine } = host;
  const batch = makeBatchScope(machine);
  const { quarantine, ...ports } = composeBury(env, clients, host, batch);
  const buryOne = makeBuryOne({
    ...ports,
    report: (record) => {
      const { status, dropReason = "", burials, webhookId } = record;
      if (status === "dropped") metrics.countBy("dropped", dropReason);
      else if (burials !== undefined)
        log.warn("put off", { delivery_id: deliveryIdOf(record), webhook_id: webhookId, burials });
    },
  });
  return makeQueueHandler({
    log,
    batch,
    async handleRecord({ body, messageId }) {
      const message = parseQueueMessage(body);
      log.warn("redriven", { delivery_id: deliveryIdIn(body), message_id: messageId });
      return message === undefined
        ? quarantine(body, messageId)
        : buryOne({ ...message, messageId });
    },
    fieldsOf: ({ body }) => ({ delivery_id: deliveryIdIn(body) }),
  });
}

/** The AWS clients of bury. */
interface BuryClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly eventBridge: EventBridgeClient;
}

/** Everything that bury works with, but for the report of an invocation. */
function composeBury(
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
