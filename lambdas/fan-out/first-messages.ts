import type { CarriedEvent } from "../shared/domain/delivery-message.ts";
import { keyOf } from "../shared/domain/identifiers.ts";
import { messageGroupOf } from "../shared/domain/message-group.ts";
import type { Pool } from "../shared/domain/pool.ts";
import type { SendMessage } from "../shared/sqs/sqs-queue.ts";
import type { FirstMessage, FirstMessages, PoolsOf } from "./ports.ts";

/** Events up to this size go in messages (ten fit SQS's 1 MiB); deliver reads larger items. */
const MOST_EMBEDDED_BYTES = 32_768;

/** F2 on SQS, to the pool of each webhook. The event's text is made once for all webhooks. */
export function makeFirstMessages(
  send: Readonly<Record<Pool, SendMessage>>,
  poolsOf: PoolsOf,
): FirstMessages {
  return {
    async sendAll(event, messages) {
      const [any] = messages;
      if (any === undefined) return;
      const poolOf = await poolsOf(any);
      const eventText = embeddable(event);
      await Promise.all(
        messages.map((message) => {
          const pool = poolOf(keyOf(message.deliveryId).webhookId);
          return send[pool]({
            body: bodyOf(message, eventText),
            groupId: messageGroupOf(message),
          });
        }),
      );
    },
  };
}

function embeddable(event: CarriedEvent): string | undefined {
  const { type, acceptedAtMs, payload, attributes, callbackUrl, hops, traceparent } = event;
  const head = { type, acceptedAtMs, payload, attributes, callbackUrl, hops, traceparent };
  const text = JSON.stringify(head);
  return Buffer.byteLength(text) <= MOST_EMBEDDED_BYTES ? text : undefined;
}

/** A `DeliveryMessage` as text, with the event's text spliced in. */
function bodyOf(message: FirstMessage, eventText: string | undefined): string {
  const { deliveryId, application, environment, webhookVersion } = message;
  const head = { deliveryId, dispatch: 0, application, environment, webhookVersion };
  const text = JSON.stringify(head);
  return eventText === undefined ? text : `${text.slice(0, -1)},"event":${eventText}}`;
}
