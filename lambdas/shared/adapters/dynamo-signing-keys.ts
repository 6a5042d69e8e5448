import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import type { SigningKey } from "../domain/signing-key.ts";
import { numberOf, numberValue, textOf, type Item, type ItemKey } from "./delivery-item.ts";

const PARTITION = "signing-keys";
/** Milliseconds sort as text: 15 digits hold them for 30,000 years. */
const TIME_DIGITS = 15;

/** The signing keys in the webhooks table: a handful, in one partition, one for each moment at which a key begins. */
export interface SigningKeys {
  /** All keys, the oldest first; strongly consistent. */
  list(): Promise<SigningKey[]>;
  /** Puts a key unless one begins at the same moment. @returns whether it was put */
  putIfAbsent(key: SigningKey): Promise<boolean>;
  remove(signsFromMs: number): Promise<void>;
}

/** The signing keys in DynamoDB. */
export function makeDynamoSigningKeys(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): SigningKeys {
  const { dynamodb, tableName: TableName } = options;
  return {
    async list() {
      const { Items: items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :keys",
          ExpressionAttributeValues: { ":keys": { S: PARTITION } },
          ConsistentRead: true,
        }),
      );
      return items.map(readItem);
    },

    async putIfAbsent(key) {
      try {
        await dynamodb.send(
          new PutItemCommand({
            TableName,
            Item: writeItem(key),
            ConditionExpression: "attribute_not_exists(pk)",
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) {
          return false;
        }
        throw error;
      }
    },

    async remove(signsFromMs) {
      await dynamodb.send(new DeleteItemCommand({ TableName, Key: { ...itemKey(signsFromMs) } }));
    },
  };
}

function itemKey(signsFromMs: number): ItemKey {
  return {
    pk: { S: PARTITION },
    sk: { S: `from#${String(signsFromMs).padStart(TIME_DIGITS, "0")}` },
  };
}

function writeItem(key: SigningKey): Item {
  return {
    ...itemKey(key.signsFromMs),
    signsFrom: numberValue(key.signsFromMs),
    kid: { S: key.kid },
    publicKeyPem: { S: key.publicKeyPem },
    sealedPrivateKey: { S: key.sealedPrivateKey },
    createdAt: numberValue(key.createdAtMs),
  };
}

function readItem(item: Item): SigningKey {
  return {
    signsFromMs: numberOf(item, "signsFrom"),
    kid: textOf(item, "kid"),
    publicKeyPem: textOf(item, "publicKeyPem"),
    sealedPrivateKey: textOf(item, "sealedPrivateKey"),
    createdAtMs: numberOf(item, "createdAt"),
  };
}
