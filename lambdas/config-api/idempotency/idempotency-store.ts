import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";

import { getItem, type ItemKey, numberValue } from "../../shared/dynamodb/attributes.ts";
import { isWritten } from "../../shared/dynamodb/dynamo-conditions.ts";
import {
  type AttributeNames,
  readMembers,
  writeMembers,
} from "../../shared/dynamodb/item-members.ts";
import type { IdempotencyName, IdempotencyRecord, IdempotencyStore } from "./idempotent.ts";

const RECORD: AttributeNames<IdempotencyRecord> = {
  requestHash: "requestHash",
  startedAtMs: "startedAt",
  lockedUntilMs: "lockedUntil",
  answer: "answer?",
  expiresAtMs: "expiresAtMs",
};

/** Idempotency keys in DynamoDB. */
export function makeIdempotencyStore(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): IdempotencyStore {
  const { dynamodb, tableName } = options;

  return {
    start(name, record, nowMs) {
      return isWritten(
        dynamodb,
        new PutItemCommand({
          TableName: tableName,
          Item: {
            ...itemKey(name),
            ...writeMembers(record, RECORD),
            state: { S: "running" },
            expiresAt: numberValue(Math.ceil(record.expiresAtMs / 1000)),
          },
          ConditionExpression: "attribute_not_exists(pk) OR expiresAtMs <= :now",
          ExpressionAttributeValues: { ":now": numberValue(nowMs) },
        }),
      );
    },

    async read(name) {
      const item = await getItem(dynamodb, tableName, itemKey(name));
      return item && readMembers(item, RECORD);
    },

    takeOver(name, seenLockMs, lockedUntilMs) {
      return isWritten(
        dynamodb,
        new UpdateItemCommand({
          TableName: tableName,
          Key: itemKey(name),
          UpdateExpression: "SET lockedUntil = :until",
          ConditionExpression: "lockedUntil = :seen AND #state = :running",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: {
            ":until": numberValue(lockedUntilMs),
            ":seen": numberValue(seenLockMs),
            ":running": { S: "running" },
          },
        }),
      );
    },

    async finish(name, answer) {
      await dynamodb.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: itemKey(name),
          UpdateExpression: "SET #state = :done, answer = :answer",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: { ":done": { S: "done" }, ":answer": { S: answer } },
        }),
      );
    },

    async forget(name) {
      await dynamodb.send(new DeleteItemCommand({ TableName: tableName, Key: itemKey(name) }));
    },
  };
}

function itemKey({ keyId, hash }: IdempotencyName): ItemKey {
  return { pk: { S: `idempotency#${keyId}` }, sk: { S: hash } };
}
