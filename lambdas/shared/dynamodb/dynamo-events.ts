import { deflateRawSync, inflateRawSync } from "node:zlib";

import type { AcceptedEvent, EventHead } from "../domain/accepted-event.ts";
import type { EventAttributes } from "../domain/event-type.ts";
import { retentionEndSeconds } from "../domain/retention.ts";
import type { Environment } from "../domain/tenant.ts";
import type { CarriedEvents } from "../waiting/delivery-ports.ts";
import {
  bytesValue,
  numberOf,
  numberValue,
  textOf,
  type Item,
  type ItemKey,
} from "./attributes.ts";
import type { ReadItem } from "./dynamo-batch-reader.ts";
import { insertStatement, type RunStatement } from "./dynamo-statements.ts";

/** Shorter payloads gain nothing: the attribute's overhead eats what deflate saves. */
const COMPRESS_FROM_BYTES = 200;

/** Primary key of an event's item. */
export function eventItemKey(eventId: string): ItemKey {
  return { pk: { S: eventId }, sk: { S: "event" } };
}

/** An event as its item; the payload compressed if that is smaller: 1 KB costs a write unit. */
export function writeEventItem(event: AcceptedEvent): Item {
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
export function readEventHead(item: Item): EventHead {
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
export function readEventItem(item: Item): AcceptedEvent {
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

/** Events of messages that carry none: large and released ones. One request for a batch. */
export function makeCarriedEvents(readItem: ReadItem): CarriedEvents {
  return { read: (eventId) => findEvent(readItem, eventId) };
}

/** F1 in DynamoDB: many events in one request; an event that is there already is read instead. */
export function makeDynamoAcceptedEvents(options: {
  readonly tableName: string;
  readonly run: RunStatement;
  readonly readItem: ReadItem;
}) {
  const { tableName, run, readItem } = options;
  return {
    find: (eventId: string) => findEvent(readItem, eventId),
    async putIfAbsent(event: AcceptedEvent): Promise<AcceptedEvent> {
      if ((await run(insertStatement(tableName, writeEventItem(event)))) === "written") {
        return event;
      }
      const present = await findEvent(readItem, event.id);
      if (present === undefined) {
        throw new Error(`event ${event.id} was there and is gone: its retention just ended`);
      }
      return present;
    },
  };
}

async function findEvent(readItem: ReadItem, eventId: string): Promise<AcceptedEvent | undefined> {
  const item = await readItem(eventItemKey(eventId));
  return item === undefined ? undefined : readEventItem(item);
}
