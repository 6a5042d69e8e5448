import {
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";

import type { Lane } from "../domain/lane.ts";
import type { Environment } from "../domain/tenant.ts";
import type { WriteResult } from "../waiting/delivery-ports.ts";
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

/** The table that lane items are in. */
export interface LaneTable {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
}

/** A change of a lane item. In its expressions `#state` is the lane's state. */
export interface LaneUpdate {
  readonly update: string;
  /** @default - none */
  readonly condition?: string;
  readonly values: Readonly<Record<`:${string}`, string | number>>;
}

/** The input of an UpdateItem that makes a change of a lane. */
export function laneUpdate(
  TableName: string,
  webhookId: string,
  { update, condition, values }: LaneUpdate,
): UpdateItemCommandInput {
  return {
    TableName,
    Key: laneItemKey(webhookId),
    UpdateExpression: update,
    ...(condition !== undefined && { ConditionExpression: condition }),
    ExpressionAttributeNames: { "#state": "state" },
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === "string" ? { S: value } : numberValue(value),
      ]),
    ),
  };
}

/** Changes lanes, one conditional write each: `refused` when the condition does not hold. */
export function makeUpdateLane({
  dynamodb,
  tableName,
}: LaneTable): (webhookId: string, update: LaneUpdate) => Promise<WriteResult> {
  return (webhookId, update) =>
    writeResult(dynamodb, new UpdateItemCommand(laneUpdate(tableName, webhookId, update)));
}
