import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import { awsClientSettings, sqsClientSettings } from "../shared/adapters/aws-client-settings.ts";
import { makeCrew } from "../shared/adapters/coalesce.ts";
import { parseDeliveryMessage } from "../shared/domain/delivery-message.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeLog } from "../shared/runtime/logger.ts";
import { makeInvocationMetrics } from "../shared/runtime/metrics.ts";
import { processBatch } from "../shared/runtime/sqs-batch.ts";
import { makeBuryOne } from "./bury-one.ts";
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
const { putAside, ...ports } = composeBury(env, clients, crew);

/** Redrive queue → dropped queue: what deliver failed on again and again is dropped, visibly. */
export const handler = middy(async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const metrics = makeInvocationMetrics();
  const buryOne = makeBuryOne({ ...ports, report: () => metrics.add("dropped", 1) });
  const response = await processBatch(
    event.Records,
    async (record) => {
      const { body, messageId } = record;
      const message = parseDeliveryMessage(body);
      log.warn("redriven", { delivery_id: message?.deliveryId, message_id: messageId });
      return crew.join(() =>
        message === undefined ? putAside(body, messageId) : buryOne({ message, messageId }),
      );
    },
    log,
    ({ body }) => ({ delivery_id: parseDeliveryMessage(body)?.deliveryId }),
  );
  metrics.flush();
  return response;
});
