import type { Limiter, Take } from "../domain/rate-limit.ts";
import { type Item, type ItemKey, numberOf, numberValue } from "./attributes.ts";

/** A limiter goes so long after its last use. */
const KEPT_SECONDS = 86_400;

/** Primary key of one item of a webhook's limiter, each in a partition of its own. */
export function limiterItemKey(webhookId: string, shard: number): ItemKey {
  return { pk: { S: `limit#${webhookId}#${shard}` }, sk: { S: "limiter" } };
}

/** The update of a take, and its condition. */
export function takeExpressions({ kind, nowMs, nowUs, lengthUs, borderUs }: Take) {
  const runs = "(attribute_not_exists(pausedUntil) OR pausedUntil <= :clock)";
  const values = {
    ":clock": numberValue(nowMs),
    ":now": numberValue(nowUs),
    ":border": numberValue(borderUs),
    ":end": numberValue(limiterEndSeconds(nowMs)),
  };
  return kind === "begin"
    ? {
        UpdateExpression: "SET nextSlot = :next, expiresAt = :end",
        ConditionExpression: `${runs} AND (attribute_not_exists(nextSlot) OR nextSlot < :now OR nextSlot = :border)`,
        ExpressionAttributeValues: { ...values, ":next": numberValue(nowUs + lengthUs) },
      }
    : {
        UpdateExpression: "SET nextSlot = nextSlot + :length, expiresAt = :end",
        ConditionExpression: `${runs} AND nextSlot >= :now AND nextSlot <= :border`,
        ExpressionAttributeValues: { ...values, ":length": numberValue(lengthUs) },
      };
}

/** The limiter of one of its items. */
export function readLimiter(item: Item): Limiter {
  return {
    nextUs: item["nextSlot"] === undefined ? 0 : numberOf(item, "nextSlot"),
    pausedUntilMs: item["pausedUntil"] === undefined ? 0 : numberOf(item, "pausedUntil"),
  };
}

/** TTL of a limiter that was used then, in epoch seconds. */
export function limiterEndSeconds(fromMs: number): number {
  return Math.ceil(fromMs / 1000) + KEPT_SECONDS;
}
