import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import type { Breaker } from "../domain/breaker.ts";
import { MS_PER_DAY } from "../domain/utc-day.ts";
import type { Breakers } from "../waiting/receiver-ports.ts";
import { type Item, numberOf, numberValue, textOf } from "./attributes.ts";
import type { ReadItem } from "./dynamo-batch-reader.ts";
import { writeResult } from "./dynamo-conditions.ts";
import { readStanding, standingItemKey } from "./dynamo-standings.ts";

/** So long an item is kept that tells nothing that matters any more. */
const KEPT_MS = MS_PER_DAY;

/**
 * Breakers in DynamoDB: each in the item of its webhook's standing, so that a batch reads both at
 * once, under a version of its own.
 */
export function makeDynamoBreakers(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  readonly readItem: ReadItem;
}): Breakers {
  const { dynamodb, tableName: TableName, readItem } = options;
  return {
    async read(owner) {
      const item = await readItem(standingItemKey(owner, owner.webhookId));
      const standing = readStanding(item);
      return {
        breaker: readBreaker(item),
        isAlone: standing === undefined || standing.state === "quick",
      };
    },

    put(owner, { breaker, isAlone }, next, nowMs) {
      const isKept = next?.state === "down";
      const expires = isAlone && !isKept;
      const sets = [
        ...(next ? ["breaker = :breaker", "breakerVersion = :breakerVersion"] : []),
        ...(expires ? ["expiresAt = :expiresAt"] : []),
      ];
      const removed = [
        ...(next ? [] : ["breaker", "breakerVersion"]),
        ...(isKept ? ["expiresAt"] : []),
      ];
      const update = new UpdateItemCommand({
        TableName,
        Key: standingItemKey(owner, owner.webhookId),
        UpdateExpression: [clause("SET", sets), clause("REMOVE", removed)].join(" ").trim(),
        ConditionExpression: breaker
          ? "breakerVersion = :seen"
          : "attribute_not_exists(breakerVersion)",
        ExpressionAttributeValues: {
          ...(breaker && { ":seen": numberValue(breaker.version) }),
          ...(next && valuesOf(breakerAttributes(next))),
          ...(expires && { ":expiresAt": numberValue(Math.ceil((nowMs + KEPT_MS) / 1000)) }),
        },
      });
      return writeResult(dynamodb, update);
    },
  };
}

function valuesOf(attributes: Item): Item {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value]));
}

function clause(verb: string, parts: readonly string[]): string {
  return parts.length === 0 ? "" : `${verb} ${parts.join(", ")}`;
}

/** The breaker of a standing's item; `undefined`: up. */
export function readBreaker(item: Item | undefined): Breaker | undefined {
  const map = item?.["breaker"]?.M;
  if (item === undefined || map === undefined) return undefined;
  return {
    state: textOf(map, "state") as Breaker["state"],
    sinceMs: numberOf(map, "since"),
    probedAtMs: numberOf(map, "probedAt"),
    probedType: textOf(map, "probedType"),
    probes: numberOf(map, "probes"),
    scheduleMs: numberOf(map, "schedule"),
    pace: numberOf(map, "pace"),
    pacedAtMs: numberOf(map, "pacedAt"),
    // A version before did not note it.
    releasedAtMs: map["releasedAt"] === undefined ? 0 : numberOf(map, "releasedAt"),
    version: numberOf(item, "breakerVersion"),
  };
}

/** The attributes of a breaker in the item of its webhook's standing. */
export function breakerAttributes(breaker: Breaker): Item {
  const { state, sinceMs, probedAtMs, probedType, probes, scheduleMs } = breaker;
  const { pace, pacedAtMs, releasedAtMs } = breaker;
  const M = {
    state: { S: state },
    since: numberValue(sinceMs),
    probedAt: numberValue(probedAtMs),
    probedType: { S: probedType },
    probes: numberValue(probes),
    schedule: numberValue(scheduleMs),
    pace: numberValue(pace),
    pacedAt: numberValue(pacedAtMs),
    releasedAt: numberValue(releasedAtMs),
  };
  return { breaker: { M }, breakerVersion: numberValue(breaker.version) };
}
