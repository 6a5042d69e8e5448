import { deflateRawSync, inflateRawSync } from "node:zlib";

import type { CarriedEvent } from "../domain/delivery-message.ts";
import type { EventAttributes } from "../domain/event-type.ts";
import { retentionEndSeconds } from "../domain/retention.ts";
import type { Environment, Tenant } from "../domain/tenant.ts";
import {
  bytesValue,
  numberOf,
  numberValue,
  textOf,
  type Item,
  type ItemKey,
} from "./attributes.ts";

/** Shorter payloads gain nothing: the attribute's overhead eats what deflate saves. */
const COMPRESS_FROM_BYTES = 200;

/** An event as it is kept: once, with the webhooks that the first fan-out chose. */
export interface StoredEvent extends CarriedEvent, Tenant {
  readonly id: string;
  /** The producer's own id of it. */
  readonly producerId?: string;
  /**
   * The bus's id of the publication that made it; absent where that is its own id, and in items of
   * before.
   */
  readonly publication?: string;
  /** SHA-256 of the payload, base64url: tells a repeat from another event under the same id. */
  readonly payloadHash: string;
  /** Ids of the webhooks that get it: a repeated fan-out chooses the same. */
  readonly webhookIds: readonly string[];
}

/** Primary key of an event's item. */
export function eventItemKey(eventId: string): ItemKey {
  return { pk: { S: eventId }, sk: { S: "event" } };
}

/** An event as its item; the payload compressed where that makes it smaller, so that 1 KB costs one write unit. */
export function writeEventItem(event: StoredEvent): Item {
  const plain = Buffer.from(event.payload);
  const packed = plain.length >= COMPRESS_FROM_BYTES ? deflateRawSync(plain) : plain;
  return {
    ...eventItemKey(event.id),
    application: { S: event.application },
    environment: { S: event.environment },
    type: { S: event.type },
    acceptedAt: numberValue(event.acceptedAtMs),
    payloadHash: { S: event.payloadHash },
    webhooks: { L: event.webhookIds.map((id) => ({ S: id })) },
    expiresAt: numberValue(retentionEndSeconds(event.acceptedAtMs)),
    ...(event.attributes === undefined
      ? {}
      : { attributes: { S: JSON.stringify(event.attributes) } }),
    ...(event.callbackUrl === undefined ? {} : { callbackUrl: { S: event.callbackUrl } }),
    ...(event.producerId === undefined ? {} : { producerId: { S: event.producerId } }),
    ...(event.publication === undefined ? {} : { busId: { S: event.publication } }),
    ...(event.hops === undefined ? {} : { hops: numberValue(event.hops) }),
    ...(event.traceparent === undefined ? {} : { traceparent: { S: event.traceparent } }),
    ...(packed.length < plain.length
      ? { packed: bytesValue(packed) }
      : { payload: { S: event.payload } }),
  };
}

/** What is known of an event beside what it carries. */
export function readEventHead(item: Item) {
  return {
    id: textOf(item, "pk"),
    application: textOf(item, "application"),
    environment: textOf(item, "environment") as Environment,
    type: textOf(item, "type"),
    acceptedAtMs: numberOf(item, "acceptedAt"),
    webhookIds: (item["webhooks"]?.L ?? []).map((id) => id.S ?? ""),
  };
}

/** The event of an item. */
export function readEventItem(item: Item): StoredEvent {
  const packed = item["packed"]?.B;
  const producerId = item["producerId"]?.S;
  const attributes = item["attributes"]?.S;
  const callbackUrl = item["callbackUrl"]?.S;
  const publication = item["busId"]?.S;
  const traceparent = item["traceparent"]?.S;
  return {
    ...readEventHead(item),
    payloadHash: textOf(item, "payloadHash"),
    ...(producerId === undefined ? {} : { producerId }),
    ...(publication === undefined ? {} : { publication }),
    ...(attributes === undefined ? {} : { attributes: JSON.parse(attributes) as EventAttributes }),
    ...(callbackUrl === undefined ? {} : { callbackUrl }),
    ...(item["hops"] === undefined ? {} : { hops: numberOf(item, "hops") }),
    ...(traceparent === undefined ? {} : { traceparent }),
    payload: packed === undefined ? textOf(item, "payload") : inflateRawSync(packed).toString(),
  };
}
