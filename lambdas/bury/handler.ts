import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import { awsClientSettings, sqsClientSettings } from "../shared/adapters/aws-client-settings.ts";
import { makeCrew } from "../shared/adapters/coalesce.ts";
import { parseDeliveryMessage } from "../shared/domain/delivery-message.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { processBatch } from "../shared/runtime/sqs-batch.ts";
import { makeBuryOne } from "./bury-one.ts";
import { composeBury } from "./compose.ts";
import { buryEnv } from "./env.ts";

const env = readEnv(buryEnv, process.env);
const { log, metrics, toHandler } = makeFunction({ countsColdStarts: false });
const crew = makeCrew();
const clients = {
  dynamodb: new DynamoDBClient(awsClientSettings),
  sqs: new SQSClient(sqsClientSettings),
  eventBridge: new EventBridgeClient(awsClientSettings),
};
const { putAside, ...ports } = composeBury(env, clients, crew, log);
const buryOne = makeBuryOne({
  ...ports,
  report: ({ dropReason = "" }) => metrics.countBy("dropped", dropReason),
});

/** Redrive queue → dropped queue: what deliver failed on again and again is dropped, visibly. */
export const handler = toHandler((event: SQSEvent): Promise<SQSBatchResponse> =>
  processBatch(
    event.Records,
    async ({ body, messageId }) => {
      const message = parseDeliveryMessage(body);
      log.warn("redriven", { delivery_id: message?.deliveryId, message_id: messageId });
      return crew.join(() =>
        message === undefined ? putAside(body, messageId) : buryOne({ message, messageId }),
      );
    },
    log,
    ({ body }) => ({ delivery_id: parseDeliveryMessage(body)?.deliveryId }),
  ),
);
