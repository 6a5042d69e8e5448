import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";

import { type Item, numberOf, numberValue, textOf } from "../../shared/dynamodb/attributes.ts";
import { isWritten } from "../../shared/dynamodb/dynamo-conditions.ts";

/** Which request an idempotency key is about: the API key that sent it, and the key's SHA-256. */
export interface IdempotencyName {
  readonly keyId: string;
  readonly hash: string;
}

/** What stands under an idempotency key. */
export interface IdempotencyRecord {
  /** SHA-256 of method, path and body of the first request. */
  readonly requestHash: string;
  readonly startedAtMs: number;
  /** Until when the request that runs has the word; in the past once it failed, or died. */
  readonly lockedUntilMs: number;
  /** The answer, sealed, once there is one. */
  readonly answer?: string;
  /** Forgotten from then on. */
  readonly expiresAtMs: number;
}

/** Idempotency keys in DynamoDB. */
export function makeIdempotencyStore(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}) {
  const { dynamodb, tableName } = options;

  return {
    /** Puts the record of a first request, if there is none or an expired one. @returns whether it was put */
    async start(name: IdempotencyName, record: IdempotencyRecord, nowMs: number): Promise<boolean> {
      return isWritten(() =>
        dynamodb.send(
          new PutItemCommand({
            TableName: tableName,
            Item: {
              ...itemKey(name),
              requestHash: { S: record.requestHash },
              state: { S: "running" },
              startedAt: numberValue(record.startedAtMs),
              lockedUntil: numberValue(record.lockedUntilMs),
              expiresAtMs: numberValue(record.expiresAtMs),
              expiresAt: numberValue(Math.ceil(record.expiresAtMs / 1000)),
            },
            ConditionExpression: "attribute_not_exists(pk) OR expiresAtMs <= :now",
            ExpressionAttributeValues: { ":now": numberValue(nowMs) },
          }),
        ),
      );
    },

    /** The record that stands there. */
    async read(name: IdempotencyName): Promise<IdempotencyRecord | undefined> {
      const { Item: item } = await dynamodb.send(
        new GetItemCommand({ TableName: tableName, Key: itemKey(name), ConsistentRead: true }),
      );
      return item === undefined ? undefined : readItem(item);
    },

    /** Takes over an unanswered request whose lock is still `seenLockMs`. @returns whether it was taken */
    async takeOver(
      name: IdempotencyName,
      seenLockMs: number,
      lockedUntilMs: number,
    ): Promise<boolean> {
      return isWritten(() =>
        dynamodb.send(
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
        ),
      );
    },

    /** Keeps the sealed answer. */
    async finish(name: IdempotencyName, answer: string): Promise<void> {
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

    /** Forgets a request that did nothing. */
    async forget(name: IdempotencyName): Promise<void> {
      await dynamodb.send(new DeleteItemCommand({ TableName: tableName, Key: itemKey(name) }));
    },
  };
}

function itemKey({ keyId, hash }: IdempotencyName): Item {
  return { pk: { S: `idempotency#${keyId}` }, sk: { S: hash } };
}

function readItem(item: Item): IdempotencyRecord {
  return {
    requestHash: textOf(item, "requestHash"),
    startedAtMs: numberOf(item, "startedAt"),
    lockedUntilMs: numberOf(item, "lockedUntil"),
    expiresAtMs: numberOf(item, "expiresAtMs"),
    ...(item["answer"] === undefined ? {} : { answer: textOf(item, "answer") }),
  };
}
