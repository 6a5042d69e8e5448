import type { SQSEvent, SQSBatchResponse } from "aws-lambda";

import { makeCrew } from "../shared/adapters/coalesce.ts";
import { makeItemReader } from "../shared/adapters/dynamo-batch-reader.ts";
import { makeRejectedEventWriter } from "../shared/adapters/dynamo-rejected-events.ts";
import { makeStatementRunner } from "../shared/adapters/dynamo-statements.ts";
import { makeDynamoTallyMarks } from "../shared/adapters/dynamo-tally-marks.ts";
import { environmentItemKey } from "../shared/adapters/environment-item.ts";
import { makeQuickDynamoDb, makeQuickSqs } from "../shared/adapters/quick-clients.ts";
import { makeQueueSender } from "../shared/adapters/sqs-queue.ts";
import { checkBuiltIn } from "../shared/catalogue/check-built-in.ts";
import { validators } from "../shared/catalogue/compiled/validators.js";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { processBatch } from "../shared/runtime/sqs-batch.ts";
import { makeDynamoAcceptedEvents } from "./dynamo-accepted-events.ts";
import { makeDynamoEventTypes } from "./dynamo-event-types.ts";
import { makeDynamoListeners } from "./dynamo-listeners.ts";
import { fanOutEnv } from "./env.ts";
import { makeFanOutOne } from "./fan-out-one.ts";
import { makeFirstMessages } from "./first-messages.ts";
import { makeKeepRejected } from "./keep-rejected.ts";
import { makeRejectedEntries } from "./rejected-entries.ts";
import { makeFanOutReport } from "./report.ts";

const env = readEnv(fanOutEnv, process.env);
const { log, metrics, toHandler } = makeFunction({ countsColdStarts: true });
const now = () => Date.now();
const crew = makeCrew();
const dynamodb = makeQuickDynamoDb();
const sqs = makeQuickSqs();

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
  keepRejected: makeKeepRejected({
    store: makeRejectedEventWriter({
      tableName: env.DELIVERIES_TABLE,
      // Not the runner of the events, which would wait while these are throttled.
      run: makeStatementRunner({ dynamodb, crew, rounds: 1 }),
    }),
    isTenant: async (tenant) => (await readWebhooks(environmentItemKey(tenant))) !== undefined,
    perSecond: env.REJECTED_EVENTS_PER_SECOND,
    reportFailure: (error) => log.error("rejected event not kept for reading", error),
    now,
  }),
  report: makeFanOutReport(log, metrics),
});

/** Bus → deliveries queue: one message for each webhook that wants the event. */
export const handler = toHandler((event: SQSEvent): Promise<SQSBatchResponse> =>
  processBatch(
    event.Records,
    (record) => crew.join(() => fanOutOne(record.body, Number(record.attributes.SentTimestamp))),
    log,
  ),
);
