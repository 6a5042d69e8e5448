import type { AcceptedEvent } from "../shared/domain/accepted-event.ts";
import { type CarriedEvent, messageGroupOf } from "../shared/domain/delivery-message.ts";
import { deliveryIdOf, keyOf } from "../shared/domain/identifiers.ts";
import type { Pool } from "../shared/domain/pool.ts";
import { tenantKey, type Tenant } from "../shared/domain/tenant.ts";
import type { SendMessage } from "../shared/sqs/sqs-queue.ts";
import type { Subscriber } from "./choose-webhooks.ts";
import { type EventSlice, eventSliceBody, SLICE_SIZE, slicesOf } from "./domain/event-slice.ts";

/** A first message for one webhook. */
export interface FirstMessage extends Tenant {
  readonly deliveryId: string;
  readonly webhookVersion: number;
}

/** Sends first messages (`dispatch` 0) to the queues of deliveries. */
export interface FirstMessages {
  /** F2: one message each, with the event where it is small. Throws unless SQS took them all. */
  sendAll(event: CarriedEvent, messages: readonly FirstMessage[]): Promise<void>;
}

/** Puts slices of events on the queue of their own. */
export interface EventSlices {
  /** F2 of an event for many webhooks. Throws unless SQS took all of them. */
  sendAll(slices: readonly EventSlice[]): Promise<void>;
}

/** Which pool serves each webhook of a tenant, as far as is known. Never throws. */
export type PoolsOf = (tenant: Tenant) => Promise<(webhookId: string) => Pool>;

/** What `makeSendFirst` needs. */
export interface SendFirstPorts {
  readonly messages: FirstMessages;
  readonly slices: EventSlices;
  /** Webhooks of one slice, and of an event without. @default 50 */
  readonly sliceSize?: number;
}

/**
 * F2 for an event that was accepted: first messages, or slices of them where there are many, so
 * that an event to a thousand webhooks keeps no other waiting.
 * @param atOnce events of the same entry, which share what is sent with it
 */
export type SendFirst = (
  event: AcceptedEvent,
  known: readonly Subscriber[],
  atOnce: number,
) => Promise<void>;

/** F2: all is sent when it returns. */
export function makeSendFirst(ports: SendFirstPorts): SendFirst {
  const { messages, slices, sliceSize = SLICE_SIZE } = ports;
  return async (event, known, atOnce) => {
    const most = Math.max(1, Math.floor(sliceSize / atOnce));
    // F2
    await (event.webhookIds.length > most
      ? slices.sendAll(slicesOf(event, sliceSize))
      : messages.sendAll(event, firstMessagesOf(event, event.webhookIds, known)));
  };
}

/** The first messages of an event, to those of its webhooks. */
export function firstMessagesOf(
  { id: eventId, application, environment }: AcceptedEvent,
  webhookIds: readonly string[],
  known: readonly Subscriber[],
): FirstMessage[] {
  const versions = new Map(known.map(({ id, version }) => [id, version]));
  return webhookIds.map((webhookId) => ({
    application,
    environment,
    deliveryId: deliveryIdOf({ eventId, webhookId }),
    webhookVersion: versions.get(webhookId) ?? 0,
  }));
}

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

/** F2 on SQS for many webhooks: one group a tenant, so that none delays the slices of others. */
export function makeEventSlices(send: SendMessage): EventSlices {
  return {
    async sendAll(slices) {
      await Promise.all(
        slices.map((slice) => send({ body: eventSliceBody(slice), groupId: tenantKey(slice) })),
      );
    },
  };
}
