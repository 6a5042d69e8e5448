import type { AcceptedEvent } from "../shared/domain/accepted-event.ts";
import { defined } from "../shared/domain/defined.ts";
import type { EventEntry } from "../shared/domain/event-entry.ts";
import { eventIdOf } from "../shared/domain/identifiers.ts";
import { payloadHashOf } from "../shared/domain/payload-hash.ts";
import type { Rejection } from "../shared/domain/rejection.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import type { KnownEventType, Subscriber, RejectedEvent } from "./ports.ts";

/** What is known of an event that was rejected for an application. */
export function rejectedEvent(
  { id, type }: EventEntry,
  tenant: Tenant,
  { reason }: Rejection,
): RejectedEvent {
  return {
    type,
    id: eventIdOf(tenant, id.source, id.text),
    ...(reason !== "unknown_application" && { tenant }),
  };
}

/**
 * Whether an entry is of the publication that made the event. Only that one sends, as often as it
 * comes: what it has not sent yet it sends when it comes back. Of an event that a version before
 * accepted nobody knows.
 */
export function isOfMaker(stored: AcceptedEvent, { publication }: EventEntry): boolean {
  return stored.publication === undefined || stored.publication === publication;
}

/** An event to put, with the webhooks that get it. */
export function newEvent(
  entry: EventEntry,
  tenant: Tenant,
  acceptedAtMs: number,
  { attributes }: KnownEventType,
  chosen: readonly Subscriber[],
): AcceptedEvent {
  const { id, publication, type, payload, callbackUrl, hops, traceparent } = entry;
  return {
    ...tenant,
    id: eventIdOf(tenant, id.source, id.text),
    type,
    acceptedAtMs,
    payload,
    payloadHash: payloadHashOf(payload),
    ...defined({ attributes, callbackUrl, hops, traceparent, publication }),
    ...(id.source === "producer" && { producerId: id.text }),
    webhookIds: chosen.map((webhook) => webhook.id),
  };
}
