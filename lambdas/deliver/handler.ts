import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";

import { awsClientSettings } from "../shared/aws-client/aws-client-settings.ts";
import { makeFastDynamoDb, makeFastSqs } from "../shared/aws-client/fast-clients.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { deliverEnv } from "./env.ts";
import { makeDeliver } from "./make-deliver.ts";

const env = readEnv(deliverEnv, process.env);
// Nobody waits for what is slow.
const { toHandler, ...host } = makeFunction({ countsColdStarts: env.POOL === "quick" });
const clients = {
  dynamodb: makeFastDynamoDb(),
  sqs: makeFastSqs(),
  stepFunctions: new SFNClient(awsClientSettings),
  secretsManager: new SecretsManagerClient(awsClientSettings),
  eventBridge: new EventBridgeClient(awsClientSettings),
};

/** Deliveries queue → receivers, of either pool. */
export const handler = toHandler(makeDeliver(env, clients, host));
