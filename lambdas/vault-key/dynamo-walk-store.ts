import { type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

import { defined } from "../shared/domain/defined.ts";
import { getItem, type Item, numberValue } from "../shared/dynamodb/attributes.ts";
import { isWritten } from "../shared/dynamodb/dynamo-conditions.ts";
import { type AttributeNames, readMembers, writeMembers } from "../shared/dynamodb/item-members.ts";
import type { Position, Walk, WalkStore } from "./ports.ts";

const KEY = { pk: { S: "vault-key" }, sk: { S: "walk" } };

const WALK: AttributeNames<Omit<Walk, "position">> = {
  keyVersion: "keyVersion",
  seenFromMs: "seenFrom",
  startedAtMs: "startedAt",
  left: "left",
  step: "step",
  endedAtMs: "endedAt?",
};

const POSITION: AttributeNames<Position> = { pk: "positionPk", sk: "positionSk" };

/** The walk in the webhooks table. */
export function makeDynamoWalkStore(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): WalkStore {
  const { dynamodb, tableName: TableName } = options;
  return {
    async read() {
      const item = await getItem(dynamodb, TableName, KEY);
      return item && readItem(item);
    },

    write(walk) {
      return isWritten(
        dynamodb,
        new PutItemCommand({
          TableName,
          Item: writeItem(walk),
          ConditionExpression: walk.step === 1 ? "attribute_not_exists(pk)" : "#step = :before",
          ...(walk.step > 1 && {
            ExpressionAttributeNames: { "#step": "step" },
            ExpressionAttributeValues: { ":before": numberValue(walk.step - 1) },
          }),
        }),
      );
    },
  };
}

function writeItem(walk: Walk): Item {
  const { position } = walk;
  return {
    ...KEY,
    ...writeMembers(walk, WALK),
    ...(position && writeMembers(position, POSITION)),
  };
}

function readItem(item: Item): Walk {
  const position = item["positionPk"] && readMembers(item, POSITION);
  return { ...readMembers(item, WALK), ...defined({ position }) };
}
