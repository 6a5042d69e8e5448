import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";

import { awsClientSettings, sqsClientSettings } from "../shared/adapters/aws-client-settings.ts";
import { makeCrew } from "../shared/adapters/coalesce.ts";
import { makeItemReader } from "../shared/adapters/dynamo-batch-reader.ts";
import { makeDynamoDeliveryRecords } from "../shared/adapters/dynamo-delivery-records.ts";
import { makeDynamoLaneHeartbeats } from "../shared/adapters/dynamo-lane-heartbeats.ts";
import { makeDynamoLaneIndex } from "../shared/adapters/dynamo-lane-index.ts";
import { makeStatementRunner } from "../shared/adapters/dynamo-statements.ts";
import { makeDynamoWebhookStatuses } from "../shared/adapters/dynamo-webhook-statuses.ts";
import { makeLaneExecutions } from "../shared/adapters/sfn-lane-executions.ts";
import { makeDeliverySender } from "../shared/adapters/sqs-delivery-sender.ts";
import { makeQueueSender } from "../shared/adapters/sqs-queue.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { makeRelease } from "../shared/waiting/release.ts";
import { retryLaneEnv } from "./env.ts";
import { MOST_WAKES } from "./history.ts";
import { makeRunLaneStep, type LaneAnswer, type LaneStep } from "./run-lane-step.ts";

const env = readEnv(retryLaneEnv, process.env);
const { log, toHandler } = makeFunction({ countsColdStarts: false });
const now = () => Date.now();
const crew = makeCrew();
const dynamodb = new DynamoDBClient(awsClientSettings);
const deliveries = { dynamodb, tableName: env.DELIVERIES_TABLE, crew };
const sqs = new SQSClient(sqsClientSettings);
const stepFunctions = new SFNClient(awsClientSettings);

const release = makeRelease({
  messages: makeDeliverySender(makeQueueSender({ sqs, queueUrl: env.DELIVERIES_QUEUE_URL, crew })),
  records: makeDynamoDeliveryRecords({
    ...deliveries,
    readItem: makeItemReader(deliveries),
    run: makeStatementRunner(deliveries),
  }),
  now,
});

const runLaneStep = makeRunLaneStep({
  lanes: makeDynamoLaneHeartbeats(deliveries),
  index: makeDynamoLaneIndex(deliveries),
  webhooks: makeDynamoWebhookStatuses({ dynamodb, tableName: env.WEBHOOKS_TABLE }),
  executions: makeLaneExecutions({ stepFunctions, stateMachineArn: env.LANE_STATE_MACHINE_ARN }),
  release: (parked) => crew.join(() => release(parked)),
  constants: {
    horizonSeconds: env.HORIZON_SECONDS,
    laneQuietSeconds: env.LANE_QUIET_SECONDS,
    mostWakes: MOST_WAKES,
  },
  report: ({ webhook, generation }, released, next) =>
    log.info("lane woke", { webhook_id: webhook, generation, released, next }),
  now,
});

/** One wake of a webhook's lane. What it throws, the state machine tries again. */
export const handler = toHandler((step: LaneStep): Promise<LaneAnswer> => runLaneStep(step));
