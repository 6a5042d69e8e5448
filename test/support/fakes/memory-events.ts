import type { AcceptedEvents } from "../../../lambdas/fan-out/fan-out-one.ts";
import type { AcceptedEvent } from "../../../lambdas/shared/domain/accepted-event.ts";
import type { CarriedEvents } from "../../../lambdas/shared/waiting/delivery-ports.ts";
import type { ExternalCall } from "./external-call.ts";

/** The event items of the deliveries table. */
export class MemoryEvents {
  readonly events = new Map<string, AcceptedEvent>();

  /** F1. */
  putIfAbsent(event: AcceptedEvent): AcceptedEvent {
    const stored = this.events.get(event.id) ?? event;
    this.events.set(event.id, stored);
    return stored;
  }
}

/** The events as fan-out, deliver and bury see them. */
export function eventsThrough(
  events: MemoryEvents,
  call: ExternalCall,
): AcceptedEvents & CarriedEvents {
  return {
    putIfAbsent: (event) => call("F1 put the event", () => events.putIfAbsent(event)),
    read: (eventId) => call("read the event", () => events.events.get(eventId)),
    find: (eventId) => call("find the event", () => events.events.get(eventId)),
  };
}
