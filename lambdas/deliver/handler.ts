import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";

import { awsClientSettings } from "../shared/adapters/aws-client-settings.ts";
import { makeCrew } from "../shared/adapters/coalesce.ts";
import { makeQuickDynamoDb, makeQuickSqs } from "../shared/adapters/quick-clients.ts";
import { parseDeliveryMessage } from "../shared/domain/delivery-message.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { processBatch } from "../shared/runtime/sqs-batch.ts";
import { composeDeliver } from "./compose.ts";
import { makeDeliverOne } from "./deliver-one.ts";
import { deliverEnv } from "./env.ts";
import type { ReceivedDelivery } from "./ports.ts";
import { makeDeliverReport } from "./report.ts";

const env = readEnv(deliverEnv, process.env);
const { log, metrics, toHandler } = makeFunction({ countsColdStarts: true });
const crew = makeCrew();
const clients = {
  dynamodb: makeQuickDynamoDb(),
  sqs: makeQuickSqs(),
  stepFunctions: new SFNClient(awsClientSettings),
  secretsManager: new SecretsManagerClient(awsClientSettings),
  eventBridge: new EventBridgeClient(awsClientSettings),
};
const ports = composeDeliver(env, clients, crew, log);
const report = makeDeliverReport(log, metrics, env.SUCCESS_LOG_SAMPLE_RATE, ports.random);
const deliverOne = makeDeliverOne({ ...ports, report });

/** Deliveries queue → receivers: the records of a batch at the same time, each for itself. */
export const handler = toHandler((event: SQSEvent): Promise<SQSBatchResponse> =>
  processBatch(
    event.Records,
    (record) => crew.join(() => deliverOne(receivedOf(record))),
    log,
    ({ body }) => ({ delivery_id: parseDeliveryMessage(body)?.deliveryId }),
  ),
);

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
