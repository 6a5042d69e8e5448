import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";

import { type Item, numberOf, numberValue, textOf } from "../shared/dynamodb/attributes.ts";
import { isWritten } from "../shared/dynamodb/dynamo-conditions.ts";
import type { Walk, WalkStore } from "./ports.ts";

const KEY = { pk: { S: "vault-key" }, sk: { S: "walk" } };

/** The walk in the webhooks table. */
export function makeDynamoWalkStore(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): WalkStore {
  const { dynamodb, tableName: TableName } = options;
  return {
    async read() {
      const { Item: item } = await dynamodb.send(
        new GetItemCommand({ TableName, Key: KEY, ConsistentRead: true }),
      );
      return item === undefined ? undefined : readItem(item);
    },

    write(walk) {
      return isWritten(() =>
        dynamodb.send(
          new PutItemCommand({
            TableName,
            Item: writeItem(walk),
            ConditionExpression: walk.step === 1 ? "attribute_not_exists(pk)" : "#step = :before",
            ...(walk.step > 1 && {
              ExpressionAttributeNames: { "#step": "step" },
              ExpressionAttributeValues: { ":before": numberValue(walk.step - 1) },
            }),
          }),
        ),
      );
    },
  };
}

function writeItem(walk: Walk): Item {
  const { position, endedAtMs } = walk;
  return {
    ...KEY,
    keyVersion: { S: walk.keyVersion },
    seenFrom: numberValue(walk.seenFromMs),
    startedAt: numberValue(walk.startedAtMs),
    left: numberValue(walk.left),
    step: numberValue(walk.step),
    ...(position !== undefined && {
      positionPk: { S: position.pk },
      positionSk: { S: position.sk },
    }),
    ...(endedAtMs !== undefined && { endedAt: numberValue(endedAtMs) }),
  };
}

function readItem(item: Item): Walk {
  return {
    keyVersion: textOf(item, "keyVersion"),
    seenFromMs: numberOf(item, "seenFrom"),
    startedAtMs: numberOf(item, "startedAt"),
    left: numberOf(item, "left"),
    step: numberOf(item, "step"),
    ...(item["positionPk"] !== undefined && {
      position: { pk: textOf(item, "positionPk"), sk: textOf(item, "positionSk") },
    }),
    ...(item["endedAt"] !== undefined && { endedAtMs: numberOf(item, "endedAt") }),
  };
}
