import { SFNClient } from "@aws-sdk/client-sfn";

import { awsClientSettings } from "../shared/aws-client/aws-client-settings.ts";
import { makeFastDynamoDb, makeFastSqs } from "../shared/aws-client/fast-clients.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { retryLaneEnv } from "./env.ts";
import { makeRetryLane } from "./make-retry-lane.ts";

const { toHandler, ...host } = makeFunction({ countsColdStarts: false });
const clients = {
  dynamodb: makeFastDynamoDb(),
  sqs: makeFastSqs(),
  stepFunctions: new SFNClient(awsClientSettings),
};

/** One wake of a webhook's lane. */
export const handler = toHandler(makeRetryLane(readEnv(retryLaneEnv, process.env), clients, host));
