import { makeFastDynamoDb, makeFastSqs } from "../shared/aws-client/fast-clients.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { fanOutEnv } from "./env.ts";
import { makeFanOut } from "./make-fan-out.ts";

const { toHandler, ...host } = makeFunction({ countsColdStarts: true });
const clients = { dynamodb: makeFastDynamoDb(), sqs: makeFastSqs() };

/** Bus → deliveries queue. */
export const handler = toHandler(makeFanOut(readEnv(fanOutEnv, process.env), clients, host));
