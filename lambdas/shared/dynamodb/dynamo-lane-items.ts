import {
  GetItemCommand,
  UpdateItemCommand,
  type DynamoDBClient,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";

import { nextGeneration, type Lane } from "../domain/lane.ts";
import type { Environment } from "../domain/tenant.ts";
import type { LaneCalls, LaneItems, LaneNotes } from "../waiting/lane-ports.ts";
import type { WriteResult } from "../waiting/write-result.ts";
import { numberOf, numberValue, textOf, type Item, type ItemKey } from "./attributes.ts";
import { writeResult } from "./dynamo-conditions.ts";

const KEY_PREFIX = "lane#";
const SORT_KEY = "lane";

/** Primary key of a webhook's lane item, in the deliveries table. */
export function laneItemKey(webhookId: string): ItemKey {
  return { pk: { S: `${KEY_PREFIX}${webhookId}` }, sk: { S: SORT_KEY } };
}

/** Lanes themselves are listed in the index `lane` under this name, which no webhook id can be. */
export const LANE_LIST = "lanes";

/** The index keys of every lane item. They never change. */
export const LANE_LIST_KEYS = { lane: { S: LANE_LIST }, nextAttemptAt: { N: "0" } } as const;

/** Whose lane an item, or its key in an index, is of. */
export function webhookIdOfLane(item: Item): string {
  return textOf(item, "pk").slice(KEY_PREFIX.length);
}

/** The lane of an item. */
export function readLaneItem(item: Item): Lane {
  return {
    webhookId: webhookIdOfLane(item),
    application: textOf(item, "application"),
    environment: textOf(item, "environment") as Environment,
    state: textOf(item, "state") as Lane["state"],
    generation: numberOf(item, "generation"),
    wokenAtMs: numberOf(item, "wokenAt"),
    parkedAtMs: numberOf(item, "parkedAt"),
    ...(item["restedAt"] !== undefined && { restedAtMs: numberOf(item, "restedAt") }),
    ...(item["sleepsUntil"] !== undefined && { sleepsUntilMs: numberOf(item, "sleepsUntil") }),
  };
}

/** One conditional update of a lane item: `refused` when its condition does not hold. */
export async function updateLane(
  dynamodb: DynamoDBClient,
  input: UpdateItemCommandInput,
): Promise<WriteResult> {
  return writeResult(() => dynamodb.send(new UpdateItemCommand(input)));
}

/** The lane items in DynamoDB. */
export function makeDynamoLaneItems(options: {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
}): LaneItems & LaneNotes & LaneCalls {
  const { dynamodb, tableName: TableName } = options;
  return {
    async read(webhookId) {
      const { Item } = await dynamodb.send(
        new GetItemCommand({ TableName, Key: laneItemKey(webhookId), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : readLaneItem(Item);
    },

    // E2
    open(owner, seen, nowMs) {
      const asSeen =
        seen === undefined
          ? "attribute_not_exists(pk)"
          : "generation = :g AND #state = :seen AND wokenAt = :seenWokenAt";
      return updateLane(dynamodb, {
        TableName,
        Key: laneItemKey(owner.webhookId),
        UpdateExpression:
          "SET generation = :next, #state = :opening, wokenAt = :now, parkedAt = :now, application = :application, environment = :environment, lane = :list, nextAttemptAt = :zero REMOVE restedAt",
        ConditionExpression: asSeen,
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: {
          ":next": numberValue(nextGeneration(seen, nowMs)),
          ":opening": { S: "opening" },
          ":now": numberValue(nowMs),
          ":application": { S: owner.application },
          ":environment": { S: owner.environment },
          ":list": LANE_LIST_KEYS.lane,
          ":zero": LANE_LIST_KEYS.nextAttemptAt,
          ...(seen === undefined
            ? {}
            : {
                ":g": numberValue(seen.generation),
                ":seen": { S: seen.state },
                ":seenWokenAt": numberValue(seen.wokenAtMs),
              }),
        },
      });
    },

    // N
    async note(owner, nowMs) {
      await dynamodb.send(
        new UpdateItemCommand({
          TableName,
          Key: laneItemKey(owner.webhookId),
          UpdateExpression:
            "SET parkedAt = :now, #state = if_not_exists(#state, :closed), generation = if_not_exists(generation, :next), wokenAt = if_not_exists(wokenAt, :zero), application = :application, environment = :environment, lane = :list, nextAttemptAt = :zero",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: {
            ":now": numberValue(nowMs),
            ":closed": { S: "closed" },
            ":next": numberValue(nextGeneration(undefined, nowMs)),
            ":application": { S: owner.application },
            ":environment": { S: owner.environment },
            ":list": LANE_LIST_KEYS.lane,
            ":zero": LANE_LIST_KEYS.nextAttemptAt,
          },
        }),
      );
    },

    // W2
    supersede(webhookId, generation, nowMs) {
      return updateLane(dynamodb, {
        TableName,
        Key: laneItemKey(webhookId),
        UpdateExpression:
          "SET generation = :next, #state = :opening, wokenAt = :now, calledAt = :now REMOVE restedAt",
        ConditionExpression: "generation = :g AND #state = :open AND restedAt = wokenAt",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: {
          ":next": numberValue(generation + 1),
          ":opening": { S: "opening" },
          ":now": numberValue(nowMs),
          ":g": numberValue(generation),
          ":open": { S: "open" },
        },
      });
    },

    // W3
    call(webhookId, generation, nowMs) {
      return updateLane(dynamodb, {
        TableName,
        Key: laneItemKey(webhookId),
        UpdateExpression: "SET calledAt = :now",
        ConditionExpression:
          "generation = :g AND #state = :open AND (attribute_not_exists(restedAt) OR restedAt <> wokenAt)",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: {
          ":now": numberValue(nowMs),
          ":g": numberValue(generation),
          ":open": { S: "open" },
        },
      });
    },

    // E3
    touch(webhookId, generation, nowMs) {
      return updateLane(dynamodb, {
        TableName,
        Key: laneItemKey(webhookId),
        UpdateExpression: "SET parkedAt = :now",
        ConditionExpression: "generation = :g AND #state <> :closed",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: {
          ":now": numberValue(nowMs),
          ":g": numberValue(generation),
          ":closed": { S: "closed" },
        },
      });
    },
  };
}
