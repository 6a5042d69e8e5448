import { SFNClient } from "@aws-sdk/client-sfn";

import { awsClientSettings } from "../shared/aws-client/aws-client-settings.ts";
import { makeFastDynamoDb } from "../shared/aws-client/fast-clients.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { sweepEnv } from "./env.ts";
import { makeSweepRun } from "./make-sweep-run.ts";

const { toHandler, ...host } = makeFunction({ countsColdStarts: false });
const clients = {
  dynamodb: makeFastDynamoDb(),
  stepFunctions: new SFNClient(awsClientSettings),
};

/** Every quarter of an hour: a look at all lanes. */
export const handler = toHandler(makeSweepRun(readEnv(sweepEnv, process.env), clients, host));
