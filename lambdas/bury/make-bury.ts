import type { SQSBatchResponse, SQSEvent } from "aws-lambda";

import { makeCrew } from "../shared/adapters/coalesce.ts";
import { parseDeliveryMessage } from "../shared/domain/delivery-message.ts";
import type { EnvOf } from "../shared/runtime/env.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import { processBatch } from "../shared/runtime/sqs-batch.ts";
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
  const crew = makeCrew(machine);
  const { putAside, ...ports } = composeBury(env, clients, host, crew);
  const buryOne = makeBuryOne({
    ...ports,
    report: ({ dropReason = "" }) => metrics.countBy("dropped", dropReason),
  });
  return (event) =>
    processBatch(
      event.Records,
      async ({ body, messageId }) => {
        const message = parseDeliveryMessage(body);
        log.warn("redriven", { delivery_id: message?.deliveryId, message_id: messageId });
        return crew.join(() =>
          message === undefined ? putAside(body, messageId) : buryOne({ message, messageId }),
        );
      },
      log,
      ({ body }) => ({ delivery_id: parseDeliveryMessage(body)?.deliveryId }),
    );
}
