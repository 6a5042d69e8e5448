import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";

import { awsClientSettings } from "../shared/adapters/aws-client-settings.ts";
import { makeCrew } from "../shared/adapters/coalesce.ts";
import { makeQuickDynamoDb, makeQuickSqs } from "../shared/adapters/quick-clients.ts";
import { parseDeliveryMessage } from "../shared/domain/delivery-message.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeLog } from "../shared/runtime/logger.ts";
import { makeInvocationMetrics } from "../shared/runtime/metrics.ts";
import { processBatch } from "../shared/runtime/sqs-batch.ts";
import { composeDeliver } from "./compose.ts";
import { makeDeliverOne } from "./deliver-one.ts";
import { deliverEnv } from "./env.ts";
import type { ReceivedDelivery } from "./ports.ts";
import { makeDeliverReport } from "./report.ts";

const env = readEnv(deliverEnv, process.env);
const log = makeLog();
const crew = makeCrew();
const clients = {
  dynamodb: makeQuickDynamoDb(),
  sqs: makeQuickSqs(),
  stepFunctions: new SFNClient(awsClientSettings),
  secretsManager: new SecretsManagerClient(awsClientSettings),
  eventBridge: new EventBridgeClient(awsClientSettings),
};
const ports = composeDeliver(env, clients, crew);

/** Deliveries queue → receivers: the records of a batch at the same time, each for itself. */
export const handler = middy(async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const metrics = makeInvocationMetrics();
  const report = makeDeliverReport(log, metrics, env.SUCCESS_LOG_SAMPLE_RATE, ports.random);
  const deliverOne = makeDeliverOne({ ...ports, report });
  const response = await processBatch(
    event.Records,
    (record) => crew.join(() => deliverOne(receivedOf(record))),
    log,
    ({ body }) => ({ delivery_id: parseDeliveryMessage(body)?.deliveryId }),
  );
  metrics.flush();
  return response;
});

function receivedOf(record: SQSRecord): ReceivedDelivery {
  const message = parseDeliveryMessage(record.body);
  if (message === undefined) {
    throw new Error("this message on the deliveries queue is not one of ours");
  }
  return {
    message,
    messageId: record.messageId,
    receiptHandle: record.receiptHandle,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
  };
}
