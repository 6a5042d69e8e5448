import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import { batchCalls, type BatchScope } from "../aws-client/batch-calls.ts";
import {
  type Limiter,
  limiterShards,
  type Take,
  taken as leftBy,
  takeSlots,
  validMs,
} from "../domain/rate-limit.ts";
import { makeRecentMap } from "../memory/recent-map.ts";
import type { RateLimits } from "../waiting/limit-ports.ts";
import { type ItemKey, numberValue, type Item, numberOf } from "./attributes.ts";
import type { ReadItem } from "./dynamo-batch-reader.ts";
import { writeUnlessRefused } from "./dynamo-conditions.ts";

/** Limiters that a warm function remembers. */
const MOST_LIMITERS = 1000;
/** Writes for one group of requests: each that is refused met another's. */
const MOST_ROUNDS = 3;
/** Requests of one call, as many as ten batches of ten could bring. */
const MOST_REQUESTS = 100;
/** A refusal holds so long, without a write: what gets free meanwhile is there for a second. */
const REFUSED_MS = 200;
interface Request {
  readonly webhookId: string;
  readonly perSecond: number;
}

type Answer = number | undefined | { readonly error: unknown };

/** What a function remembers of an item. */
interface Known {
  readonly limiter: Limiter;
  /** Nothing is asked for before. */
  readonly quietUntilMs: number;
}

/** Limiters in DynamoDB: one conditional write for all records of a batch to one webhook. */
export function makeDynamoRateLimits(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  readonly readItem: ReadItem;
  readonly batch: BatchScope;
}): RateLimits {
  const { dynamodb, tableName: TableName, readItem, batch } = options;
  const { now, random } = batch.machine;
  const remembered = makeRecentMap<Known>(MOST_LIMITERS);

  /** @returns the limiter as it stands, and whether that is by this write */
  async function update(
    key: ItemKey,
    take: Take,
  ): Promise<{ readonly isWritten: boolean; readonly limiter: Limiter | undefined }> {
    const { isWritten, item } = await writeUnlessRefused(
      dynamodb,
      new UpdateItemCommand({
        TableName,
        Key: key,
        ...takeExpressions(take),
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    return { isWritten, limiter: item && readLimiter(item) };
  }

  /** @returns how many of them got a slot, and until when those are good */
  async function takeMany(
    key: ItemKey,
    wanted: number,
    perSecond: number,
  ): Promise<{ readonly count: number; readonly untilMs: number }> {
    const name = key.pk.S;
    const known = remembered.get(name);
    const startedAtMs = now();
    const none = { count: 0, untilMs: 0 };
    if (known !== undefined && known.quietUntilMs > startedAtMs) return none;
    let seen = known?.limiter;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const nowMs = now();
      const take = takeSlots(seen, wanted, perSecond, nowMs);
      if (take === undefined) break;
      const { isWritten, limiter } = await update(key, take);
      seen = limiter ?? leftBy(take, undefined);
      if (isWritten) {
        const quietUntilMs = take.count < wanted ? nowMs + REFUSED_MS : 0;
        remembered.set(name, { limiter: seen, quietUntilMs });
        return { count: take.count, untilMs: nowMs + validMs(perSecond) };
      }
    }
    if (seen !== undefined) {
      remembered.set(name, { limiter: seen, quietUntilMs: now() + REFUSED_MS });
    }
    return none;
  }

  async function takeFor(
    webhookId: string,
    requests: readonly Request[],
  ): Promise<(place: number) => Answer> {
    const perSecond = Math.min(...requests.map((request) => request.perSecond));
    const shard = Math.floor(random() * limiterShards(perSecond));
    try {
      const key = limiterItemKey(webhookId, shard);
      const { count, untilMs } = await takeMany(key, requests.length, perSecond);
      return (place) => (place < count ? untilMs : undefined);
    } catch (error) {
      return () => ({ error });
    }
  }

  const take = batchCalls<Request, Answer>({
    batch,
    most: MOST_REQUESTS,
    async call(requests) {
      const groups = Map.groupBy(requests, ({ webhookId }) => webhookId);
      const answers = new Map<Request, Answer>();
      const takes = [...groups].map(async ([webhookId, group]) => {
        const answerOf = await takeFor(webhookId, group);
        for (const [place, request] of group.entries()) answers.set(request, answerOf(place));
      });
      await Promise.all(takes);
      return requests.map((request) => answers.get(request));
    },
  });

  return {
    async take(webhookId, perSecond) {
      const answer = await take({ webhookId, perSecond });
      if (typeof answer === "object") throw answer.error;
      return answer;
    },

    async pause(webhookId, perSecond, untilMs) {
      const shards = Array.from({ length: limiterShards(perSecond) }, (_, shard) => shard);
      await Promise.all(
        shards.map((shard) =>
          dynamodb.send(
            new UpdateItemCommand({
              TableName,
              Key: limiterItemKey(webhookId, shard),
              UpdateExpression: "SET pausedUntil = :until, expiresAt = :end",
              ExpressionAttributeValues: {
                ":until": numberValue(untilMs),
                ":end": numberValue(limiterEndSeconds(untilMs)),
              },
            }),
          ),
        ),
      );
    },

    async read(webhookId) {
      const item = await readItem(limiterItemKey(webhookId, 0));
      return item && readLimiter(item);
    },
  };
}

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
