import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import { makeCrew } from "../shared/adapters/coalesce.ts";
import { makeItemReader } from "../shared/adapters/dynamo-batch-reader.ts";
import { makeStatementRunner } from "../shared/adapters/dynamo-statements.ts";
import { makeDynamoTallyMarks } from "../shared/adapters/dynamo-tally-marks.ts";
import { makeQueueSender } from "../shared/adapters/sqs-queue.ts";
import { checkBuiltIn } from "../shared/catalogue/check-built-in.ts";
import { validators } from "../shared/catalogue/compiled/validators.js";
import type { EnvOf } from "../shared/runtime/env.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import { processBatch } from "../shared/runtime/sqs-batch.ts";
import { composeKeepRejected } from "./compose-keep-rejected.ts";
import { makeDynamoAcceptedEvents } from "./dynamo-accepted-events.ts";
import { makeDynamoEventTypes } from "./dynamo-event-types.ts";
import { makeDynamoListeners } from "./dynamo-listeners.ts";
import type { fanOutEnv } from "./env.ts";
import { makeFanOutOne } from "./fan-out-one.ts";
import { makeFirstMessages } from "./first-messages.ts";
import { makeRejectedEntries } from "./rejected-entries.ts";
import { makeFanOutReport } from "./report.ts";

/** The AWS clients of fan-out. */
export interface FanOutClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
}

/** Bus → deliveries queue: one message for each webhook that wants the event. */
export function makeFanOut(
  env: EnvOf<typeof fanOutEnv>,
  { dynamodb, sqs }: FanOutClients,
  { log, metrics, machine }: Host,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { now } = machine;
  const crew = makeCrew(machine);
  const readFrom = (tableName: string) => makeItemReader({ dynamodb, tableName, crew });
  const sendTo = (queueUrl: string) => makeQueueSender({ sqs, queueUrl, crew });

  const count = makeDynamoTallyMarks({
    dynamodb,
    tableName: env.DELIVERIES_TABLE,
    spanMs: env.TALLY_SECONDS * 1000,
    crew,
    log,
    now,
  });

  const readWebhooks = readFrom(env.WEBHOOKS_TABLE);
  const fanOutOne = makeFanOutOne({
    listeners: makeDynamoListeners({
      dynamodb,
      tableName: env.WEBHOOKS_TABLE,
      readItem: readWebhooks,
      now,
    }),
    eventTypes: makeDynamoEventTypes({ readItem: readWebhooks, builtIn: checkBuiltIn(validators) }),
    events: makeDynamoAcceptedEvents({
      tableName: env.DELIVERIES_TABLE,
      run: makeStatementRunner({ dynamodb, crew }),
      readItem: readFrom(env.DELIVERIES_TABLE),
    }),
    messages: makeFirstMessages(sendTo(env.DELIVERIES_QUEUE_URL)),
    rejected: makeRejectedEntries(sendTo(env.REJECTED_QUEUE_URL), count, now),
    keepRejected: composeKeepRejected({
      dynamodb,
      crew,
      tableName: env.DELIVERIES_TABLE,
      readWebhooks,
      perSecond: env.REJECTED_EVENTS_PER_SECOND,
      log,
      now,
    }),
    report: makeFanOutReport(log, metrics),
    carriesTraces: env.CARRY_TRACES,
  });

  return (event) =>
    processBatch(
      event.Records,
      ({ body, attributes }) => {
        const { SentTimestamp: acceptedAt, AWSTraceHeader: traceHeader } = attributes;
        return crew.join(() => fanOutOne(body, Number(acceptedAt), traceHeader));
      },
      log,
    );
}
