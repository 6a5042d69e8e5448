import { hash } from "node:crypto";

import type { Tenant } from "./tenant.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62^22 > 2^130: 22 characters hold the 128 bits that an id is made of. */
const ID_LENGTH = 22;
const ID_BYTES = 16;

const DELIVERY_ID = /^dlv_(?<event>[0-9A-Za-z]{22})_(?<webhook>[0-9A-Za-z]{22})$/u;

/** The parts that a delivery id is made of, and can be read back from. */
export interface DeliveryKey {
  readonly eventId: string;
  readonly webhookId: string;
}

/**
 * Writes 16 bytes as 22 characters of `[0-9A-Za-z]`, so that ids can be joined with `_` and
 * selected by a double click.
 * @throws RangeError when there are not exactly 16 bytes.
 */
export function base62(bytes: Uint8Array): string {
  if (bytes.length !== ID_BYTES) {
    throw new RangeError(`an id is made of ${ID_BYTES} bytes, got ${bytes.length}`);
  }
  let rest = BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  let text = "";
  for (let index = 0; index < ID_LENGTH; index += 1) {
    text = ALPHABET.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

/**
 * Who chose the id of an event: its producer, the bus, or Ringback itself for the callback of a
 * notification (its uuid) and for what it tells of itself, which nobody can keep from being told by
 * publishing something under that id before.
 */
export type EventIdSource = "producer" | "bus" | "notification" | "operation";

/**
 * The id of an event: the same for the same id within one tenant, so that a repeated event is
 * recognised. `source` keeps the ids of one source apart from those of the others.
 */
export function eventIdOf(tenant: Tenant, source: EventIdSource, id: string): string {
  const name = JSON.stringify([tenant.application, tenant.environment, source, id]);
  return `evt_${base62(hash("sha256", name, "buffer").subarray(0, ID_BYTES))}`;
}

/** A webhook's id from 16 random bytes. */
export function webhookIdFrom(randomBytes: Uint8Array): string {
  return `wh_${base62(randomBytes)}`;
}

/** `dlv_<event>_<webhook>`: stable over all attempts, and reversible: a delivery is read by key. */
export function deliveryIdOf(key: DeliveryKey): string {
  return `dlv_${key.eventId.slice("evt_".length)}_${key.webhookId.slice("wh_".length)}`;
}

/** Reads a delivery id back into its parts; `undefined` when the text is not one. */
export function parseDeliveryId(text: string): DeliveryKey | undefined {
  const parts = DELIVERY_ID.exec(text)?.groups;
  return parts === undefined
    ? undefined
    : { eventId: `evt_${parts["event"]}`, webhookId: `wh_${parts["webhook"]}` };
}

/**
 * The same of a message's delivery id.
 * @throws Error when it is not one: the message is not one of ours
 */
export function keyOf(deliveryId: string): DeliveryKey {
  const key = parseDeliveryId(deliveryId);
  if (key === undefined) {
    throw new Error(`not a delivery id: ${deliveryId.slice(0, 64)}`);
  }
  return key;
}
