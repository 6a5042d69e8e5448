import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";

import { numberValue } from "../shared/dynamodb/attributes.ts";
import { laneItemKey, readLaneItem, updateLane } from "../shared/dynamodb/dynamo-lane-items.ts";
import type { LaneHeartbeats } from "../shared/waiting/lane-ports.ts";

/** The conditional writes of a lane's execution, in DynamoDB. */
export function makeDynamoLaneHeartbeats(options: {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
}): LaneHeartbeats {
  const { dynamodb, tableName: TableName } = options;
  return {
    // L1
    async wake(webhookId, generation, nowMs) {
      try {
        const { Attributes: item } = await dynamodb.send(
          new UpdateItemCommand({
            TableName,
            Key: laneItemKey(webhookId),
            UpdateExpression: "SET #state = :open, wokenAt = :now REMOVE restedAt",
            ConditionExpression: "generation = :g AND #state <> :closed",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: {
              ":open": { S: "open" },
              ":closed": { S: "closed" },
              ":now": numberValue(nowMs),
              ":g": numberValue(generation),
            },
            ReturnValues: "ALL_NEW",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        );
        return { result: "written", lane: readLaneItem(item ?? {}) };
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) {
          const { Item: item } = error;
          return { result: "refused", lane: item === undefined ? undefined : readLaneItem(item) };
        }
        throw error;
      }
    },

    // L5
    close(webhookId, generation, parkedBeforeMs) {
      return updateLane(dynamodb, {
        TableName,
        Key: laneItemKey(webhookId),
        UpdateExpression: "SET #state = :closed",
        ConditionExpression: "generation = :g AND #state = :open AND parkedAt < :quiet",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: {
          ":open": { S: "open" },
          ":closed": { S: "closed" },
          ":g": numberValue(generation),
          ":quiet": numberValue(parkedBeforeMs),
        },
      });
    },

    // L6
    restart(webhookId, generation, nowMs) {
      return updateLane(dynamodb, {
        TableName,
        Key: laneItemKey(webhookId),
        UpdateExpression:
          "SET generation = :next, #state = :opening, wokenAt = :now, parkedAt = :now",
        ConditionExpression: "generation = :g AND #state = :open",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: {
          ":next": numberValue(generation + 1),
          ":opening": { S: "opening" },
          ":open": { S: "open" },
          ":now": numberValue(nowMs),
          ":g": numberValue(generation),
        },
      });
    },

    // L7
    rest(webhookId, generation, wokenAtMs, sleepsUntilMs) {
      return updateLane(dynamodb, {
        TableName,
        Key: laneItemKey(webhookId),
        UpdateExpression:
          sleepsUntilMs === undefined
            ? "SET restedAt = :wokenAt REMOVE sleepsUntil"
            : "SET restedAt = :wokenAt, sleepsUntil = :until",
        ConditionExpression:
          "generation = :g AND #state = :open AND attribute_not_exists(calledAt)",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: {
          ":wokenAt": numberValue(wokenAtMs),
          ":g": numberValue(generation),
          ":open": { S: "open" },
          ...(sleepsUntilMs !== undefined && { ":until": numberValue(sleepsUntilMs) }),
        },
      });
    },

    // L7 refused
    answer(webhookId, generation) {
      return updateLane(dynamodb, {
        TableName,
        Key: laneItemKey(webhookId),
        UpdateExpression: "REMOVE calledAt",
        ConditionExpression: "generation = :g AND #state = :open",
        ExpressionAttributeNames: { "#state": "state" },
        ExpressionAttributeValues: { ":g": numberValue(generation), ":open": { S: "open" } },
      });
    },
  };
}
