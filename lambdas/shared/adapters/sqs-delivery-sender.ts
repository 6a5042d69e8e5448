import { carriedCommitBody } from "../domain/carried-commit.ts";
import { parseDeliveryId } from "../domain/identifiers.ts";
import type { CarriedCommitSender, DeliverySender } from "../waiting/ports.ts";
import type { OutgoingMessage, SendMessage } from "./sqs-queue.ts";

/** Sends to the deliveries queue, one group a webhook, so that a noisy receiver does not keep the others waiting. */
export function makeDeliverySender(send: SendMessage): DeliverySender {
  return {
    send: (message, delaySeconds) =>
      send(grouped(message.deliveryId, JSON.stringify(message), delaySeconds)),
  };
}

/** Sends commits that could not be written to the same queue, in the same groups. */
export function makeCarriedCommitSender(send: SendMessage): CarriedCommitSender {
  return {
    send: (carried, delaySeconds) =>
      send(grouped(carried.deliveryId, carriedCommitBody(carried), delaySeconds)),
  };
}

function grouped(deliveryId: string, body: string, delaySeconds: number): OutgoingMessage {
  return {
    body,
    groupId: parseDeliveryId(deliveryId)?.webhookId ?? deliveryId,
    ...(delaySeconds === 0 ? {} : { delaySeconds }),
  };
}
