import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import { BEGINS_WITHIN_MS, leaseEndMs, placesToTry } from "../domain/in-flight.ts";
import { makeRecentMap } from "../memory/recent-map.ts";
import type { Machine } from "../runtime/machine.ts";
import type { Leases } from "../waiting/limit-ports.ts";
import { type ItemKey, numberOf, numberValue } from "./attributes.ts";
import type { ReadItem } from "./dynamo-batch-reader.ts";
import { isWritten } from "./dynamo-conditions.ts";

/** Webhooks of which a warm function remembers that all places were taken. */
const MOST_WEBHOOKS = 1000;
/** That is believed so long, without a write. */
const FULL_MS = 200;
/** Places that tell how long requests take. */
const MOST_READ = 4;
/** A place goes so long after its last use. */
const KEPT_SECONDS = 86_400;

/** Primary key of one place of a webhook. */
function placeItemKey(webhookId: string, place: number): ItemKey {
  return { pk: { S: `flight#${webhookId}` }, sk: { S: `place#${place}` } };
}

/** Leases in DynamoDB: an item a place, taken and given back by a conditional write each. */
export function makeDynamoLeases(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  readonly machine: Pick<Machine, "now" | "random">;
  readonly longestAttemptSeconds: number;
}): Pick<Leases, "take"> {
  const { dynamodb, tableName: TableName, machine, longestAttemptSeconds } = options;
  const { now, random } = machine;
  const fullUntil = makeRecentMap<number>(MOST_WEBHOOKS);

  /** K1: takes a place that is free. */
  function take(Key: ItemKey, holder: string, nowMs: number): Promise<boolean> {
    const endMs = leaseEndMs(nowMs, longestAttemptSeconds);
    return isWritten(
      dynamodb,
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: "SET leasedUntil = :until, holder = :me, expiresAt = :end",
        // The last part: the SDK repeats a write whose answer was lost, and the place is ours all
        // the same.
        ConditionExpression:
          "attribute_not_exists(leasedUntil) OR leasedUntil < :now OR holder = :me",
        ExpressionAttributeValues: {
          ":until": numberValue(endMs),
          ":me": { S: holder },
          ":end": numberValue(Math.ceil(endMs / 1000) + KEPT_SECONDS),
          ":now": numberValue(nowMs),
        },
      }),
    );
  }

  /** Gives it back, unless it was taken for lost and another has it. */
  async function giveBack(Key: ItemKey, holder: string, tookMs?: number): Promise<void> {
    await isWritten(
      dynamodb,
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression:
          tookMs === undefined
            ? "SET leasedUntil = :never"
            : "SET leasedUntil = :never, tookMs = :took",
        ConditionExpression: "holder = :me",
        ExpressionAttributeValues: {
          ":never": numberValue(0),
          ":me": { S: holder },
          ...(tookMs !== undefined && { ":took": numberValue(tookMs) }),
        },
      }),
    );
  }

  return {
    async take(webhookId, inFlight) {
      if ((fullUntil.get(webhookId) ?? 0) > now()) return undefined;
      for (const place of placesToTry(inFlight, random)) {
        const key = placeItemKey(webhookId, place);
        const nowMs = now();
        const holder = `${nowMs}-${random()}`;
        // One after the other: mostly the first is free.
        // oxlint-disable-next-line no-await-in-loop
        if (await take(key, holder, nowMs)) {
          return {
            goodUntilMs: nowMs + BEGINS_WITHIN_MS,
            end: (tookMs) => giveBack(key, holder, tookMs),
          };
        }
      }
      fullUntil.set(webhookId, now() + FULL_MS);
      return undefined;
    },
  };
}

/** How long requests take, by the places that are there whatever their number is. */
export function makeLeaseTimes(readItem: ReadItem): Pick<Leases, "tookMs"> {
  return {
    async tookMs(webhookId, inFlight) {
      const places = Array.from({ length: Math.min(inFlight, MOST_READ) }, (_, place) => place);
      const items = await Promise.all(
        places.map((place) => readItem(placeItemKey(webhookId, place))),
      );
      return items.flatMap((item) =>
        item?.["tookMs"] === undefined ? [] : [numberOf(item, "tookMs")],
      );
    },
  };
}
