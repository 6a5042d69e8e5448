import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";

import { awsClientSettings } from "../shared/adapters/aws-client-settings.ts";
import { makeQuickDynamoDb, makeQuickSqs } from "../shared/adapters/quick-clients.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { deliverEnv } from "./env.ts";
import { makeDeliver } from "./make-deliver.ts";

const { toHandler, ...host } = makeFunction({ countsColdStarts: true });
const clients = {
  dynamodb: makeQuickDynamoDb(),
  sqs: makeQuickSqs(),
  stepFunctions: new SFNClient(awsClientSettings),
  secretsManager: new SecretsManagerClient(awsClientSettings),
  eventBridge: new EventBridgeClient(awsClientSettings),
};

/** Deliveries queue → receivers. */
export const handler = toHandler(makeDeliver(readEnv(deliverEnv, process.env), clients, host));
