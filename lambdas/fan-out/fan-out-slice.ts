import { isOver } from "../shared/domain/waiting.ts";
import type { Subscribers } from "./choose-webhooks.ts";
import { parseEventSlice } from "./domain/event-slice.ts";
import type { AcceptedEvents } from "./fan-out-one.ts";
import { type FirstMessages, firstMessagesOf } from "./first-messages.ts";

/** What `makeFanOutSlice` needs. */
export interface FanOutSlicePorts {
  readonly events: Pick<AcceptedEvents, "find">;
  readonly subscribers: Subscribers;
  readonly messages: FirstMessages;
  readonly now: () => number;
}

/**
 * F of the delivery protocol for one slice of an event that was accepted: F2 one message for each
 * webhook of it, F3 ack (by returning). A slice that comes again sends the same once more.
 * @throws Error when it cannot be read: it comes back, for a version that can
 */
export function makeFanOutSlice(ports: FanOutSlicePorts): (body: string) => Promise<"ack"> {
  const { events, subscribers, messages, now } = ports;
  return async (body) => {
    const slice = parseEventSlice(body);
    if (slice === undefined) throw new Error("a slice of an event that cannot be read");
    const event = await events.find(slice.eventId);
    if (event === undefined || isOver(event.acceptedAtMs, now())) {
      return "ack"; // It comes after all this time; records that would say so may be gone.
    }
    const known = await subscribers.of(slice);
    const webhookIds = event.webhookIds.slice(slice.from, slice.to);
    // F2
    await messages.sendAll(event, firstMessagesOf(event, webhookIds, known?.subscribers ?? []));
    return "ack"; // F3
  };
}
