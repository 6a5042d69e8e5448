import { makeQuickDynamoDb, makeQuickSqs } from "../shared/aws-client/quick-clients.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { fanOutEnv } from "./env.ts";
import { makeFanOut } from "./make-fan-out.ts";

const { toHandler, ...host } = makeFunction({ countsColdStarts: true });
const clients = { dynamodb: makeQuickDynamoDb(), sqs: makeQuickSqs() };

/** Bus → deliveries queue. */
export const handler = toHandler(makeFanOut(readEnv(fanOutEnv, process.env), clients, host));
