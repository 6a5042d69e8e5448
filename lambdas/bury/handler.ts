import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";

import { awsClientSettings, sqsClientSettings } from "../shared/adapters/aws-client-settings.ts";
import { makeCrew } from "../shared/adapters/coalesce.ts";
import { parseDeliveryMessage } from "../shared/domain/delivery-message.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeLog } from "../shared/runtime/logger.ts";
import { makeInvocationMetrics } from "../shared/runtime/metrics.ts";
import { processBatch } from "../shared/runtime/sqs-batch.ts";
import { makeBuryOne, type RedrivenDelivery } from "./bury-one.ts";
import { composeBury } from "./compose.ts";
import { buryEnv } from "./env.ts";

const env = readEnv(buryEnv, process.env);
const log = makeLog();
const crew = makeCrew();
const clients = {
  dynamodb: new DynamoDBClient(awsClientSettings),
  sqs: new SQSClient(sqsClientSettings),
  eventBridge: new EventBridgeClient(awsClientSettings),
};
const ports = composeBury(env, clients, crew);

/** Redrive queue → dropped queue: what deliver failed on again and again is dropped, visibly. */
export const handler = middy(async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const metrics = makeInvocationMetrics();
  const buryOne = makeBuryOne({ ...ports, report: () => metrics.add("dropped", 1) });
  const response = await processBatch(
    event.Records,
    async (record) => {
      const redriven = redrivenOf(record);
      const { messageId: message_id, message } = redriven;
      log.warn("redriven", { delivery_id: message.deliveryId, message_id });
      return crew.join(() => buryOne(redriven));
    },
    log,
  );
  metrics.flush();
  return response;
});

function redrivenOf({ body, messageId }: SQSRecord): RedrivenDelivery {
  const message = parseDeliveryMessage(body);
  if (message === undefined) {
    throw new Error("this message on the redrive queue is not one of ours");
  }
  return { message, messageId };
}
