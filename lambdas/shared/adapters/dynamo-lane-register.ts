import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";

import type { LaneOwner } from "../domain/lane.ts";
import type { Environment } from "../domain/tenant.ts";
import type { LaneOwners, LaneRegister } from "../waiting/lane-ports.ts";
import { numberValue, textOf, type Item } from "./delivery-item.ts";
import { LANE_INDEX } from "./dynamo-lane-index.ts";
import { laneItemKey, LANE_LIST, LANE_LIST_KEYS, webhookIdOfLane } from "./dynamo-lane-items.ts";

/** Lanes of one page: some 150 KB. */
const PAGE_SIZE = 1000;

/**
 * The list of all lanes, for the sweep. A lane is entered before its webhook is there, and stays when that is deleted: so nothing
 * can be parked where the sweep does not look. It costs no further write, since what changes in a lane is not in the index; and
 * the sweep reads a page for 1,000 webhooks, then one entry for each: at 10,000 webhooks 5,200 read units every quarter of an
 * hour, $4 a month.
 */
export function makeDynamoLaneRegister(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): LaneOwners & LaneRegister {
  const { dynamodb, tableName: TableName } = options;
  return {
    /** Enters the lane of a webhook that is about to be made: closed, as no lane has the same meaning as a closed one. */
    async enter(owner) {
      try {
        await dynamodb.send(
          new PutItemCommand({
            TableName,
            Item: newLaneItem(owner),
            ConditionExpression: "attribute_not_exists(pk)",
          }),
        );
      } catch (error) {
        throwUnlessRefused(error);
      }
    },

    /** Takes a lane out again that never ran. */
    async leave(webhookId) {
      try {
        await dynamodb.send(
          new DeleteItemCommand({
            TableName,
            Key: { ...laneItemKey(webhookId) },
            ConditionExpression: "generation = :none",
            ExpressionAttributeValues: { ":none": numberValue(0) },
          }),
        );
      } catch (error) {
        throwUnlessRefused(error);
      }
    },

    async list(after) {
      const { Items: items = [], LastEvaluatedKey: lastKey } = await dynamodb.send(
        new QueryCommand({
          TableName,
          IndexName: LANE_INDEX,
          KeyConditionExpression: "lane = :list",
          ExpressionAttributeValues: { ":list": { S: LANE_LIST } },
          Limit: PAGE_SIZE,
          ...(after === undefined
            ? {}
            : { ExclusiveStartKey: { ...laneItemKey(after), ...LANE_LIST_KEYS } }),
        }),
      );
      return {
        owners: items.map(readOwner),
        next: lastKey === undefined ? undefined : webhookIdOfLane(lastKey),
      };
    },
  };
}

function throwUnlessRefused(error: unknown): void {
  if (!(error instanceof ConditionalCheckFailedException)) {
    throw error;
  }
}

function newLaneItem({ webhookId, application, environment }: LaneOwner): Item {
  return {
    ...laneItemKey(webhookId),
    ...LANE_LIST_KEYS,
    application: { S: application },
    environment: { S: environment },
    state: { S: "closed" },
    generation: numberValue(0),
    wokenAt: numberValue(0),
    parkedAt: numberValue(0),
  };
}

function readOwner(item: Item): LaneOwner {
  return {
    webhookId: webhookIdOfLane(item),
    application: textOf(item, "application"),
    environment: textOf(item, "environment") as Environment,
  };
}
