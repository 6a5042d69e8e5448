import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";

import { composeDeliver } from "../../lambdas/deliver/compose.ts";
import { makeDeliverOne } from "../../lambdas/deliver/deliver-one.ts";
import { deliverEnv } from "../../lambdas/deliver/env.ts";
import type { DeliverReport } from "../../lambdas/deliver/ports.ts";
import { makeDeliverReport } from "../../lambdas/deliver/report.ts";
import type { LaneAnswer, LaneStep } from "../../lambdas/retry-lane/run-lane-step.ts";
import { makeCrew } from "../../lambdas/shared/adapters/coalesce.ts";
import type { RequestSender } from "../../lambdas/shared/attempt/ports.ts";
import { parseDeliveryMessage } from "../../lambdas/shared/domain/delivery-message.ts";
import { readEnv } from "../../lambdas/shared/runtime/env.ts";
import { makeLog } from "../../lambdas/shared/runtime/logger.ts";
import { thisMachine } from "../../lambdas/shared/runtime/machine.ts";
import { makeMetrics } from "../../lambdas/shared/runtime/metrics.ts";
import { processBatch } from "../../lambdas/shared/runtime/sqs-batch.ts";

/** The functions that take part. */
export interface VirtualFunctions {
  readonly fanOut: (records: SQSRecord[]) => Promise<SQSBatchResponse>;
  readonly deliver: (records: SQSRecord[]) => Promise<SQSBatchResponse>;
  readonly lane: (step: LaneStep) => Promise<LaneAnswer>;
  readonly sweep: () => Promise<unknown>;
}

/** What is ours instead of the outside's. */
export interface VirtualFunctionsOptions {
  readonly sender: RequestSender;
  readonly random: () => number;
  /** Told what the log and the metrics are told. */
  readonly report: DeliverReport;
}

type Handler<In, Out> = (event: In, context: object) => Promise<Out>;

/**
 * The functions as they are deployed: fan-out, retry-lane and sweep are the handlers themselves; deliver is what its handler
 * is made of, with the receiver and the dice in place of the network and of chance. The environment must be set, and the AWS
 * clients be answered.
 */
export async function loadFunctions(options: VirtualFunctionsOptions): Promise<VirtualFunctions> {
  const [fanOut, lane, sweep] = await Promise.all([
    handlerOf<SQSEvent, SQSBatchResponse>(import("../../lambdas/fan-out/handler.ts")),
    handlerOf<LaneStep, LaneAnswer>(import("../../lambdas/retry-lane/handler.ts")),
    handlerOf<object, unknown>(import("../../lambdas/sweep/handler.ts")),
  ]);
  return {
    fanOut: (Records) => fanOut({ Records }, {}),
    deliver: makeDeliver(options),
    lane: (step) => lane(step, {}),
    sweep: () => sweep({}, { getRemainingTimeInMillis: () => 600_000 }),
  };
}

async function handlerOf<In, Out>(module: Promise<object>): Promise<Handler<In, Out>> {
  return ((await module) as { readonly handler: unknown }).handler as Handler<In, Out>;
}

/** The handler of deliver (lambdas/deliver/handler.ts), but for what `options` replaces. */
function makeDeliver(options: VirtualFunctionsOptions): VirtualFunctions["deliver"] {
  const { sender, random, report: onReport } = options;
  const env = readEnv(deliverEnv, process.env);
  const log = makeLog();
  const { writer, recorder } = makeMetrics();
  const crew = makeCrew();
  const clients = {
    dynamodb: new DynamoDBClient({}),
    sqs: new SQSClient({}),
    stepFunctions: new SFNClient({}),
    secretsManager: new SecretsManagerClient({}),
    eventBridge: new EventBridgeClient({}),
  };
  const ports = {
    ...composeDeliver(env, clients, { log, machine: thisMachine }, crew),
    sender,
    random,
  };
  return async (records) => {
    const report = makeDeliverReport(log, recorder, env.SUCCESS_LOG_SAMPLE_RATE, random);
    const deliverOne = makeDeliverOne({ ...ports, report: bothReports(report, onReport) });
    const response = await processBatch(
      records,
      (record) => crew.join(() => deliverOne(receivedOf(record))),
      log,
    );
    if (writer.hasStoredMetrics()) writer.publishStoredMetrics();
    return response;
  };
}

function bothReports(one: DeliverReport, other: DeliverReport): DeliverReport {
  return {
    attempted(...args) {
      one.attempted(...args);
      other.attempted(...args);
    },
    deferred() {
      one.deferred();
      other.deferred();
    },
    committed(...args) {
      one.committed(...args);
      other.committed(...args);
    },
  };
}

function receivedOf({ body, messageId, receiptHandle, attributes }: SQSRecord) {
  const message = parseDeliveryMessage(body);
  if (message === undefined)
    throw new Error("a message on the deliveries queue is not one of ours");
  const receiveCount = Number(attributes.ApproximateReceiveCount);
  return { message, messageId, receiptHandle, receiveCount };
}
