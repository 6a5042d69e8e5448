import type { AcceptedEvent } from "../shared/domain/accepted-event.ts";
import { deliveryIdOf } from "../shared/domain/identifiers.ts";
import { SLICE_SIZE, slicesOf } from "./domain/event-slice.ts";
import type { EventSlices, FirstMessage, FirstMessages, Subscriber } from "./ports.ts";

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
