import { parseDeliveryId } from "../domain/identifiers.ts";
import type { DeliverySender } from "../waiting/ports.ts";
import type { SendMessage } from "./sqs-queue.ts";

/** Sends to the deliveries queue, one group a webhook, so that a noisy receiver does not keep the others waiting. */
export function makeDeliverySender(send: SendMessage): DeliverySender {
  return {
    send: (message, delaySeconds) =>
      send({
        body: JSON.stringify(message),
        groupId: parseDeliveryId(message.deliveryId)?.webhookId ?? message.deliveryId,
        ...(delaySeconds === 0 ? {} : { delaySeconds }),
      }),
  };
}
