import {
  type RejectedEvent,
  type RejectedOwner,
  rejectedOwnerKey,
  type RejectedPosition,
  REJECTED_RETENTION_DAYS,
} from "../domain/rejected-event.ts";
import type { EntryError } from "../domain/rejection.ts";
import { shardKey, shardKeys } from "../domain/shard.ts";
import { MS_PER_DAY } from "../domain/utc-day.ts";
import { numberValue, textOf, type Item } from "./attributes.ts";
import { type AttributeNames, readMembers, writeMembers } from "./item-members.ts";

const PREFIX = "rejected#";
/** Digits of a time in milliseconds until the year 2286, so that sort keys are in order of time. */
const TIME_DIGITS = 13;

const REJECTED: AttributeNames<Omit<RejectedEvent, keyof RejectedPosition>> = {
  reason: "reason",
  errors: "errors",
  source: "source?",
  type: "type?",
  busId: "busId?",
  producerId: "producerId?",
};

/** Partitions of an owner's list in the deliveries table: four, as of all with many writers. */
export function rejectedPartitions(owner: RejectedOwner): string[] {
  return shardKeys(`${PREFIX}${rejectedOwnerKey(owner)}`);
}

/** The sort key of a rejected event, or of a place between two. */
export function rejectedSortKey({ receivedAtMs, id }: RejectedPosition): string {
  return `${String(receivedAtMs).padStart(TIME_DIGITS, "0")}#${id}`;
}

/** A rejected event as its item: 2 KB at most. */
export function writeRejectedEvent(owner: RejectedOwner, event: RejectedEvent): Item {
  return {
    pk: { S: shardKey(`${PREFIX}${rejectedOwnerKey(owner)}`, event.id) },
    sk: { S: rejectedSortKey(event) },
    ...writeMembers({ ...event, errors: event.errors.map(placeOf) }, REJECTED),
    expiresAt: numberValue(
      Math.ceil((event.receivedAtMs + REJECTED_RETENTION_DAYS * MS_PER_DAY) / 1000),
    ),
  };
}

/** The place of an item, or of a key, in its list. */
export function readRejectedPosition(item: Item): RejectedPosition {
  const sortKey = textOf(item, "sk");
  return {
    receivedAtMs: Number(sortKey.slice(0, TIME_DIGITS)),
    id: sortKey.slice(TIME_DIGITS + 1),
  };
}

/** The rejected event of an item. */
export function readRejectedEvent(item: Item): RejectedEvent {
  const event = readMembers(item, REJECTED);
  return { ...readRejectedPosition(item), ...event, errors: event.errors.map(placeOf) };
}

function placeOf({ field, message }: EntryError): EntryError {
  return { field, message };
}
