import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";

import { makeBatchScope } from "../shared/aws-client/batch-calls.ts";
import { deliveryIdIn, parseQueueMessage } from "../shared/domain/carried-commit.ts";
import type { SendHttp } from "../shared/http/http-sender.ts";
import type { EnvOf } from "../shared/runtime/env.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import { makePatience } from "../shared/runtime/patience.ts";
import { makeQueueHandler } from "../shared/runtime/queue-handler.ts";
import { composeDeliver, type DeliverClients } from "./compose.ts";
import { makeDeliverOne } from "./deliver-one.ts";
import type { deliverEnv } from "./env.ts";
import type { Received } from "./ports.ts";
import { makeDeliverReport } from "./report.ts";

/**
 * Deliveries queue → receivers: the records of a batch at the same time, each for itself.
 * @param sender the network by default
 * @param report the log and the metrics by default
 */
export function makeDeliver(
  env: EnvOf<typeof deliverEnv>,
  clients: DeliverClients,
  host: Host,
  sender?: { readonly send: SendHttp },
  report = makeDeliverReport(
    host.log,
    host.metrics,
    env.SUCCESS_LOG_SAMPLE_RATE,
    host.machine.random,
  ),
): (
  event: SQSEvent,
  context: Pick<Context, "getRemainingTimeInMillis">,
) => Promise<SQSBatchResponse> {
  const { log, machine } = host;
  const batch = makeBatchScope(machine);
  const patience = makePatience(machine.now);
  const ports = composeDeliver(env, clients, host, batch, sender, patience.untilMs);
  const deliverOne = makeDeliverOne({ ...ports, report });
  const handle = makeQueueHandler({
    log,
    batch,
    handleRecord: async (record) => deliverOne(receivedOf(record)),
    fieldsOf: ({ body }) => ({ delivery_id: deliveryIdIn(body) }),
  });
  return (event, context) => {
    patience.begin(context);
    return handle(event);
  };
}

function receivedOf(record: SQSRecord): Received {
  const message = parseQueueMessage(record.body);
  if (message === undefined) {
    throw new Error("this message on the deliveries queue is not one of ours");
  }
  return {
    ...message,
    messageId: record.messageId,
    receiptHandle: record.receiptHandle,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
  };
}
