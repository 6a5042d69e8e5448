import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import { makeBatchScope } from "../shared/aws-client/batch-calls.ts";
import { deliveryIdIn, parseQueueMessage } from "../shared/domain/carried-commit.ts";
import { deliveryIdOf } from "../shared/domain/identifiers.ts";
import type { EnvOf } from "../shared/runtime/env.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import { makeQueueHandler } from "../shared/runtime/queue-handler.ts";
import { makeBuryOne } from "./bury-one.ts";
import { composeBury, type BuryClients } from "./compose.ts";
import type { buryEnv } from "./env.ts";

/** Redrive queue → dropped queue: what deliver failed on again and again is dropped, visibly. */
export function makeBury(
  env: EnvOf<typeof buryEnv>,
  clients: BuryClients,
  host: Host,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const { log, metrics, machine } = host;
  const batch = makeBatchScope(machine);
  const { quarantine, ...ports } = composeBury(env, clients, host, batch);
  const buryOne = makeBuryOne({
    ...ports,
    report: (record) => {
      const { status, dropReason = "", burials, webhookId } = record;
      if (status === "dropped") metrics.countBy("dropped", dropReason);
      else if (burials !== undefined)
        log.warn("put off", { delivery_id: deliveryIdOf(record), webhook_id: webhookId, burials });
    },
  });
  return makeQueueHandler({
    log,
    batch,
    async handleRecord({ body, messageId }) {
      const message = parseQueueMessage(body);
      log.warn("redriven", { delivery_id: deliveryIdIn(body), message_id: messageId });
      return message === undefined
        ? quarantine(body, messageId)
        : buryOne({ ...message, messageId });
    },
    fieldsOf: ({ body }) => ({ delivery_id: deliveryIdIn(body) }),
  });
}
