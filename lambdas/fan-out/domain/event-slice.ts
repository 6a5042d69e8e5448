import { isEnvironment, type Tenant } from "../../shared/domain/tenant.ts";

/**
 * Some of an event's webhooks, whose first messages are still to be sent: its `webhookIds` from
 * `from` up to, and without, `to`. It travels as a message of its own.
 */
export interface EventSlice extends Tenant {
  readonly eventId: string;
  readonly from: number;
  readonly to: number;
}

/** First messages that are sent with their event, or in one slice of it: five requests of ten. */
export const SLICE_SIZE = 50;

/** How the body of a slice begins, and no event of the bus. */
const BEGINNING = '{"slice":';

/**
 * The slices of an event.
 * @param size webhooks of one, at most
 */
export function slicesOf(
  event: Tenant & { readonly id: string; readonly webhookIds: readonly string[] },
  size: number,
): EventSlice[] {
  const { id: eventId, application, environment, webhookIds } = event;
  return Array.from({ length: Math.ceil(webhookIds.length / size) }, (_, index) => {
    const from = index * size;
    const to = Math.min(from + size, webhookIds.length);
    return { application, environment, eventId, from, to };
  });
}

/** The body of the message. */
export function eventSliceBody(slice: EventSlice): string {
  return JSON.stringify({ slice });
}

/** Whether a message body is a slice, rather than an event as the bus writes it. */
export function isEventSlice(body: string): boolean {
  return body.startsWith(BEGINNING);
}

/** Reads the body of a slice; `undefined` when it is not one of ours. */
export function parseEventSlice(body: string): EventSlice | undefined {
  let slice: Partial<EventSlice> | null | undefined;
  try {
    ({ slice } = JSON.parse(body) as { slice?: typeof slice });
  } catch {
    return undefined;
  }
  return typeof slice?.application === "string" &&
    isEnvironment(slice.environment) &&
    typeof slice.eventId === "string" &&
    typeof slice.from === "number" &&
    typeof slice.to === "number"
    ? (slice as EventSlice)
    : undefined;
}
