import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import { type BatchScope, makeBatchScope } from "../shared/aws-client/batch-calls.ts";
import { checkBuiltIn } from "../shared/catalogue/check-built-in.ts";
import { validators } from "../shared/catalogue/compiled/validators.js";
import { poolQueueUrls } from "../shared/compose/compose-pools.ts";
import { eachPool } from "../shared/domain/pool.ts";
import { makeItemReader, type ReadItem } from "../shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoAcceptedEvents } from "../shared/dynamodb/dynamo-events.ts";
import { makeRejectedEventWriter } from "../shared/dynamodb/dynamo-rejected-events.ts";
import { makeStatementRunner } from "../shared/dynamodb/dynamo-statements.ts";
import { makeDynamoTallyMarks } from "../shared/dynamodb/dynamo-tally-marks.ts";
import { environmentItemKey } from "../shared/dynamodb/environment-item.ts";
import type { EnvOf } from "../shared/runtime/env.ts";
import type { Log } from "../shared/runtime/logger.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import { makeQueueHandler } from "../shared/runtime/queue-handler.ts";
import { makeQueueSender } from "../shared/sqs/sqs-queue.ts";
import { isEventSlice, SLICE_SIZE } from "./domain/event-slice.ts";
import { makeDynamoEventTypes } from "./dynamo-event-types.ts";
import { makeDynamoPools } from "./dynamo-pools.ts";
import { makeDynamoSubscribers } from "./dynamo-subscribers.ts";
import type { fanOutEnv } from "./env.ts";
import { makeFanOutOne } from "./fan-out-one.ts";
import { makeFanOutSlice } from "./fan-out-slice.ts";
import { makeEventSlices, makeFirstMessages } from "./first-messages.ts";
import { type KeepRejected, makeKeepRejected } from "./keep-rejected.ts";
import { makeRejectedEntries } from "./reject-entry.ts";
import { makeFanOutReport } from "./report.ts";

/** The AWS clients of fan-out. */
export interface FanOutClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
}

/** What is the same in every installation. */
export interface FanOutLimits {
  /** Webhooks of an event that is not sent in slices, and of one slice. @default 50 */
  readonly sliceSize?: number;
}

/** Bus → deliveries queue: one message per webhook that wants the event; many go in slices. */
export function makeFanOut(
  env: EnvOf<typeof fanOutEnv>,
  { dynamodb, sqs }: FanOutClients,
  { log, metrics, machine }: Host,
  { sliceSize = SLICE_SIZE }: FanOutLimits = {},
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { now } = machine;
  const batch = makeBatchScope(machine);
  const readFrom = (tableName: string) => makeItemReader({ dynamodb, tableName, batch });
  const sendTo = (queueUrl: string) => makeQueueSender({ sqs, queueUrl, batch });

  const count = makeDynamoTallyMarks({
    dynamodb,
    tableName: env.DELIVERIES_TABLE,
    spanMs: env.TALLY_SECONDS * 1000,
    batch,
    log,
    now,
  });

  const readWebhooks = readFrom(env.WEBHOOKS_TABLE);
  const subscribers = makeDynamoSubscribers({
    dynamodb,
    tableName: env.WEBHOOKS_TABLE,
    readItem: readWebhooks,
    now,
  });
  const events = makeDynamoAcceptedEvents({
    tableName: env.DELIVERIES_TABLE,
    run: makeStatementRunner({ dynamodb, batch }),
    readItem: readFrom(env.DELIVERIES_TABLE),
  });
  const queueUrls = poolQueueUrls(env);
  const messages = makeFirstMessages(
    eachPool((pool) => sendTo(queueUrls[pool])),
    env.HAS_SLOW_POOL
      ? makeDynamoPools({ dynamodb, tableName: env.DELIVERIES_TABLE, now })
      : () => Promise.resolve(() => "quick"),
  );
  const slices = makeEventSlices(sendTo(env.SLICES_QUEUE_URL));
  const fanOutSlice = makeFanOutSlice({ events, subscribers, messages, now });
  const fanOutOne = makeFanOutOne({
    subscribers,
    eventTypes: makeDynamoEventTypes({ readItem: readWebhooks, builtIn: checkBuiltIn(validators) }),
    events,
    messages,
    slices,
    sliceSize: env.SENDS_SLICES ? sliceSize : Infinity,
    rejected: makeRejectedEntries(sendTo(env.REJECTED_QUEUE_URL), count, now),
    keepRejected: composeKeepRejected({
      dynamodb,
      batch,
      tableName: env.DELIVERIES_TABLE,
      readWebhooks,
      perSecond: env.REJECTED_EVENTS_PER_SECOND,
      log,
      now,
    }),
    report: makeFanOutReport(log, metrics),
    carriesTraces: env.CARRY_TRACES,
  });

  return makeQueueHandler({
    log,
    batch,
    handleRecord({ body, attributes }) {
      const { SentTimestamp: acceptedAt, AWSTraceHeader: traceHeader } = attributes;
      // By what it is, not by its queue: both kinds are moved back from one dead-letter queue.
      return isEventSlice(body)
        ? fanOutSlice(body)
        : fanOutOne(body, Number(acceptedAt), traceHeader);
    },
  });
}

/** Keeps rejected events in the deliveries table. */
function composeKeepRejected(options: {
  readonly dynamodb: DynamoDBClient;
  readonly batch: BatchScope;
  /** Name of the deliveries table. */
  readonly tableName: string;
  readonly readWebhooks: ReadItem;
  readonly perSecond: number;
  readonly log: Log;
  readonly now: () => number;
}): KeepRejected {
  const { tableName, readWebhooks, perSecond, log, now } = options;
  // Not the runner of the events that are accepted, which would wait while these are throttled.
  const run = makeStatementRunner({ ...options, rounds: 1 });
  return makeKeepRejected({
    store: makeRejectedEventWriter({ tableName, run }),
    isTenant: async (tenant) => (await readWebhooks(environmentItemKey(tenant))) !== undefined,
    perSecond,
    reportFailure: (error) => log.error("rejected event not kept", error, {}),
    now,
  });
}
