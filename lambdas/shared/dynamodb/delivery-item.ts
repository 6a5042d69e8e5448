import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import {
  NO_CARRIER,
  type Attempt,
  type AttemptVerdict,
  type DeliveryRecord,
  type DeliveryStatus,
  type DropReason,
} from "../domain/delivery-record.ts";
import type { DeliveryKey } from "../domain/identifiers.ts";
import { laneKeyOf } from "../domain/lane-keys.ts";
import { retentionEndSeconds } from "../domain/retention.ts";
import { shardKey } from "../domain/shard.ts";
import { tenantKey, type Environment, type Tenant } from "../domain/tenant.ts";
import {
  type Item,
  type ItemKey,
  numberOf,
  numberValue,
  optionalNumber,
  optionalText,
  textOf,
} from "./attributes.ts";

const DELIVERY_PREFIX = "d#";
const ATTEMPT_PREFIX = "a#";
/** Attempts sort by number as text: four digits hold a policy's 1,000, many times resent. */
const ATTEMPT_DIGITS = 4;

/** The names that a record's attributes have in its item, where they differ. */
export const DELIVERY_ATTRIBUTES = {
  status: "status",
  dispatch: "dispatch",
  carrier: "carrier",
  attempts: "attempts",
  scheduleFrom: "scheduleFrom",
  scheduledAtMs: "scheduledAt",
  nextAttemptAtMs: "nextAttemptAt",
  endsAtMs: "endsAt",
  dropReason: "dropReason",
  lastOutcome: "lastOutcome",
  settledAtMs: "settledAt",
  expiresAtSeconds: "expiresAt",
  burials: "burials",
  firstAttempt: "firstAttempt",
} as const satisfies Partial<Record<keyof DeliveryRecord, string>>;

/** Primary key of a delivery's record. */
export function deliveryItemKey(key: DeliveryKey): ItemKey {
  return { pk: { S: key.eventId }, sk: { S: `${DELIVERY_PREFIX}${key.webhookId}` } };
}

/** What the sort keys of a delivery's attempts begin with. */
export function attemptSortPrefix(webhookId: string): string {
  return `${ATTEMPT_PREFIX}${webhookId}#`;
}

/** `historyKey`, `undeliveredKey` and `lane`: the partition keys of the three indexes. */
function indexKeysOf(record: DeliveryRecord, isSpread: boolean): Item {
  return {
    historyKey: { S: shardKey(record.webhookId, record.eventId) },
    ...(record.status === "delivered" ? {} : { undeliveredKey: undeliveredKeyOf(record) }),
    ...(record.status === "parked" ? { lane: { S: laneKeyOf(record, isSpread) } } : {}),
  };
}

/** Partition key of the `undelivered` index. */
export function undeliveredKeyOf(record: Tenant & Pick<DeliveryKey, "eventId">): { S: string } {
  return { S: shardKey(tenantKey(record), record.eventId) };
}

/** The value of one record attribute in its item. */
export function attributeOf(value: string | number | Attempt): AttributeValue {
  if (typeof value === "object") {
    return { M: writeAttempt(value) };
  }
  return typeof value === "number" ? numberValue(value) : { S: value };
}

/**
 * A record as its item, index keys included.
 * @param isSpread whether it waits under one of four keys of its lane
 */
export function writeDeliveryItem(record: DeliveryRecord, isSpread = false): Item {
  const item: Item = {
    ...deliveryItemKey(record),
    application: { S: record.application },
    environment: { S: record.environment },
    eventType: { S: record.eventType },
    acceptedAt: numberValue(record.acceptedAtMs),
    ...indexKeysOf(record, isSpread),
  };
  for (const [name, attribute] of Object.entries(DELIVERY_ATTRIBUTES)) {
    const value = record[name as keyof typeof DELIVERY_ATTRIBUTES];
    if (value !== undefined) {
      item[attribute] = attributeOf(value);
    }
  }
  return item;
}

/** The record of an item. */
export function readDeliveryItem(item: Item): DeliveryRecord {
  const firstAttempt = item["firstAttempt"]?.M;
  const dropReason = item["dropReason"]?.S;
  return {
    ...deliveryKeyOf(item),
    application: textOf(item, "application"),
    environment: textOf(item, "environment") as Environment,
    eventType: textOf(item, "eventType"),
    acceptedAtMs: numberOf(item, "acceptedAt"),
    status: textOf(item, "status") as DeliveryStatus,
    dispatch: numberOf(item, "dispatch"),
    carrier: item["carrier"]?.S ?? NO_CARRIER,
    attempts: numberOf(item, "attempts"),
    scheduleFrom: numberOf(item, "scheduleFrom"),
    scheduledAtMs: numberOf(item, "scheduledAt"),
    ...optionalNumber(item, "nextAttemptAt", "nextAttemptAtMs"),
    ...optionalNumber(item, "endsAt", "endsAtMs"),
    ...(dropReason === undefined ? {} : { dropReason: dropReason as DropReason }),
    ...optionalText(item, "lastOutcome"),
    ...optionalNumber(item, "settledAt", "settledAtMs"),
    ...optionalNumber(item, "expiresAt", "expiresAtSeconds"),
    ...optionalNumber(item, "burials", "burials"),
    ...(firstAttempt === undefined ? {} : { firstAttempt: readAttempt(firstAttempt) }),
  };
}

/** Event and webhook of a delivery's item, or of its key in an index. */
export function deliveryKeyOf(item: Item): DeliveryKey {
  return {
    eventId: textOf(item, "pk"),
    webhookId: textOf(item, "sk").slice(DELIVERY_PREFIX.length),
  };
}

/**
 * An attempt as its item. The key holds its start, so that a repeat of the same attempt (a crash
 * before its commit) is seen beside it, and the same put twice is one.
 */
export function writeAttemptItem(key: DeliveryKey, attempt: Attempt): Item {
  const number = String(attempt.number).padStart(ATTEMPT_DIGITS, "0");
  return {
    pk: { S: key.eventId },
    sk: { S: `${attemptSortPrefix(key.webhookId)}${number}#${attempt.startedAtMs}` },
    ...writeAttempt(attempt),
    expiresAt: numberValue(retentionEndSeconds(attempt.startedAtMs)),
  };
}

function writeAttempt(attempt: Attempt): Item {
  const item: Item = {
    number: numberValue(attempt.number),
    startedAt: numberValue(attempt.startedAtMs),
    duration: numberValue(attempt.durationMs),
    verdict: { S: attempt.verdict },
  };
  if (attempt.httpStatus !== undefined) item["httpStatus"] = numberValue(attempt.httpStatus);
  if (attempt.location !== undefined) item["location"] = { S: attempt.location };
  if (attempt.failure !== undefined) item["failure"] = { S: attempt.failure };
  if (attempt.message !== undefined) item["message"] = { S: attempt.message };
  if (attempt.answer !== undefined) item["answer"] = { S: attempt.answer };
  return item;
}

/** The attempt of its item. */
export function readAttempt(item: Item): Attempt {
  return {
    number: numberOf(item, "number"),
    startedAtMs: numberOf(item, "startedAt"),
    durationMs: numberOf(item, "duration"),
    verdict: textOf(item, "verdict") as AttemptVerdict,
    ...optionalNumber(item, "httpStatus", "httpStatus"),
    ...optionalText(item, "location"),
    ...optionalText(item, "failure"),
    ...optionalText(item, "message"),
    ...optionalText(item, "answer"),
  };
}
