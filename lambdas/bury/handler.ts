import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SQSClient } from "@aws-sdk/client-sqs";

import { awsClientSettings, sqsClientSettings } from "../shared/aws-client/aws-client-settings.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { buryEnv } from "./env.ts";
import { makeBury } from "./make-bury.ts";

const { toHandler, ...host } = makeFunction({ countsColdStarts: false });
const clients = {
  dynamodb: new DynamoDBClient(awsClientSettings),
  sqs: new SQSClient(sqsClientSettings),
  eventBridge: new EventBridgeClient(awsClientSettings),
};

/** Redrive queue → dropped queue. */
export const handler = toHandler(makeBury(readEnv(buryEnv, process.env), clients, host));
