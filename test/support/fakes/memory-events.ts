import type { KnownEvents } from "../../../lambdas/config-api/deliveries/known-events.ts";
import type { AcceptedEvents, NewEvent } from "../../../lambdas/fan-out/ports.ts";
import type { CarriedEvents } from "../../../lambdas/shared/waiting/delivery-ports.ts";
import type { ExternalCall } from "./external-call.ts";

/** The event items of the deliveries table. */
export class MemoryEvents {
  readonly events = new Map<string, NewEvent>();

  /** F1. */
  putIfAbsent(event: NewEvent): NewEvent {
    const stored = this.events.get(event.id) ?? event;
    this.events.set(event.id, stored);
    return stored;
  }
}

/** The events as fan-out, deliver and bury, and an operator's requests see them. */
export function eventsThrough(
  events: MemoryEvents,
  call: ExternalCall,
): AcceptedEvents & CarriedEvents & KnownEvents {
  return {
    putIfAbsent: (event) => call("F1 put the event", () => events.putIfAbsent(event)),
    read: (eventId) => call("read the event", () => events.events.get(eventId)),
    find: (eventId) => call("find the event", () => events.events.get(eventId)),
  };
}
