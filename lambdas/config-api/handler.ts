import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";

import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { makeKeyReport } from "./api-keys/report-keys.ts";
import { composeConfigApi } from "./compose.ts";
import { configApiEnv } from "./env.ts";
import { makeConfigApi } from "./make-config-api.ts";

const clients = {
  dynamodb: new DynamoDBClient(),
  secretsManager: new SecretsManagerClient(),
  eventBridge: new EventBridgeClient(),
  sqs: new SQSClient(),
  stepFunctions: new SFNClient(),
  logs: new CloudWatchLogsClient(),
};
const ports = composeConfigApi(readEnv(configApiEnv, process.env), clients);
const { log, metrics, toHandler } = makeFunction({ countsColdStarts: true });

/** The config API: every route of the HTTP API. */
export const handler = toHandler(
  makeConfigApi({ ...ports, log, keyReport: makeKeyReport(log, metrics) }),
);
