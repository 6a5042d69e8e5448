import { carriedCommitBody } from "../domain/carried-commit.ts";
import { messageGroupOf } from "../domain/delivery-message.ts";
import type { Tenant } from "../domain/tenant.ts";
import type { CarriedCommitSender, DeliverySender } from "../waiting/delivery-ports.ts";
import type { OutgoingMessage, SendMessage } from "./sqs-queue.ts";

/** Sends to the deliveries queue, in groups by tenant: no tenant keeps the others waiting. */
export function makeDeliverySender(send: SendMessage): DeliverySender {
  return {
    send: (message, delaySeconds) => send(grouped(message, JSON.stringify(message), delaySeconds)),
  };
}

/** Sends commits that could not be written to the same queue, in the same groups. */
export function makeCarriedCommitSender(send: SendMessage): CarriedCommitSender {
  return {
    send: (carried, delaySeconds) =>
      send(grouped(carried, carriedCommitBody(carried), delaySeconds)),
  };
}

function grouped(
  delivery: Tenant & { readonly deliveryId: string },
  body: string,
  delaySeconds: number,
): OutgoingMessage {
  return {
    body,
    groupId: messageGroupOf(delivery),
    ...(delaySeconds === 0 ? {} : { delaySeconds }),
  };
}
