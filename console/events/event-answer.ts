import type { Event } from "../../client/client.ts";
import { memberText } from "../../lambdas/shared/domain/json-text.ts";
import { partsOf } from "../deliveries/delivery-parts.ts";

const EVENT_ID = /^evt_[0-9A-Za-z]{22}$/u;

/** An event as it is shown. */
export interface ShownEvent extends Omit<Event, "payload"> {
  /** Letter by letter what was published: numbers keep their digits, names their order. */
  readonly payload: string;
}

/** Reads the answer to `GET /events/{id}`; its payload stays text. */
export function readEvent(answer: string): ShownEvent {
  const event = JSON.parse(answer) as Event;
  return { ...event, payload: memberText(answer, "payload") ?? "{}" };
}

/** What somebody looks for. */
export type Wanted =
  | { readonly kind: "event"; readonly id: string }
  | { readonly kind: "nothing"; readonly hint: string };

/**
 * Reads what somebody put into the field: an event's id, or a delivery's, which names its event.
 */
export function readWanted(text: string): Wanted {
  const trimmed = text.trim();
  const id = EVENT_ID.test(trimmed) ? trimmed : partsOf(trimmed)?.eventId;
  return id === undefined
    ? { kind: "nothing", hint: "use evt_ and 22 letters and digits, or the id of a delivery" }
    : { kind: "event", id };
}
