import {
  type RejectedEvent,
  type RejectedOwner,
  rejectedOwnerKey,
  type RejectedPosition,
  REJECTED_RETENTION_DAYS,
} from "../domain/rejected-event.ts";
import type { RejectReason } from "../domain/rejection.ts";
import { shardKey, shardKeys } from "../domain/shard.ts";
import { MS_PER_DAY } from "../domain/utc-day.ts";
import { numberValue, textOf, type Item } from "./attributes.ts";

const PREFIX = "rejected#";
/** Digits of a time in milliseconds until the year 2286, so that sort keys are in order of time. */
const TIME_DIGITS = 13;

/** The partitions of an owner's list, in the deliveries table: four, as of every list that many write to. */
export function rejectedPartitions(owner: RejectedOwner): string[] {
  return shardKeys(`${PREFIX}${rejectedOwnerKey(owner)}`);
}

/** The sort key of a rejected event, or of a place between two. */
export function rejectedSortKey({ receivedAtMs, id }: RejectedPosition): string {
  return `${String(receivedAtMs).padStart(TIME_DIGITS, "0")}#${id}`;
}

/** A rejected event as its item: 2 KB at most. */
export function writeRejectedEvent(owner: RejectedOwner, event: RejectedEvent): Item {
  const { source, type, busId, producerId } = event;
  return {
    pk: { S: shardKey(`${PREFIX}${rejectedOwnerKey(owner)}`, event.id) },
    sk: { S: rejectedSortKey(event) },
    reason: { S: event.reason },
    errors: {
      L: event.errors.map(({ field, message }) => ({
        M: { field: { S: field }, message: { S: message } },
      })),
    },
    expiresAt: numberValue(
      Math.ceil((event.receivedAtMs + REJECTED_RETENTION_DAYS * MS_PER_DAY) / 1000),
    ),
    ...(source !== undefined && { source: { S: source } }),
    ...(type !== undefined && { type: { S: type } }),
    ...(busId !== undefined && { busId: { S: busId } }),
    ...(producerId !== undefined && { producerId: { S: producerId } }),
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
  const texts = { source: item["source"], type: item["type"] };
  const ids = { busId: item["busId"], producerId: item["producerId"] };
  const origin = Object.entries({ ...texts, ...ids }).filter(([, value]) => value?.S !== undefined);
  return {
    ...readRejectedPosition(item),
    reason: textOf(item, "reason") as RejectReason,
    errors: (item["errors"]?.L ?? []).map(({ M: error = {} }) => ({
      field: textOf(error, "field"),
      message: textOf(error, "message"),
    })),
    ...Object.fromEntries(origin.map(([name, value]) => [name, value?.S ?? ""])),
  };
}
