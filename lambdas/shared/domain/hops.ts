/**
 * Header that counts deliveries in a row which each brought about the next event. Every delivery
 * carries one more than its event has; a receiver that publishes because of it gives the header
 * back with its `POST /events`.
 */
export const HOPS_HEADER = "ringback-hops";

/** The most hops of an event: a relay to another application needs one or two, a ring any. */
export const MAX_HOPS = 4;

/** Whether an event may say so many hops of itself: one of no delivery says nothing. */
export function isHopCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= MAX_HOPS;
}
