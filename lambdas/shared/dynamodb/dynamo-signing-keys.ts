import {
  type DynamoDBClient,
  QueryCommand,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";

import type { PublicSigningKey, SigningKey } from "../domain/signing-key.ts";
import type { Tenant } from "../domain/tenant.ts";
import type { KeyStore } from "../signing-keys/ports.ts";
import { getItem } from "./attributes.ts";
import { queryAll } from "./dynamo-pages.ts";
import { writeTransaction } from "./dynamo-transaction.ts";
import {
  ownerOf,
  PUBLIC_PARTITION,
  publicKeyItemKey,
  readPublicKeyItem,
  readSigningKeyItem,
  ringItemKey,
  ringPartition,
  signingKeyItemKey,
  writePublicKeyItem,
  writeSigningKeyItem,
} from "./signing-key-item.ts";

/** The signing keys in the webhooks table, and what everybody may know of them. */
export interface SigningKeys extends KeyStore {
  /** The tenant of a key; `undefined` if no key has this kid, or it is of the shared ring. */
  ownerOf(kid: string): Promise<Tenant | undefined>;
  /** Public keys of all tenants, by kid: `most` of them. Not strongly consistent. */
  listPublic(most: number): Promise<PublicSigningKey[]>;
}

/**
 * The signing keys in DynamoDB: a handful for each ring, in a partition of its own, one for each
 * moment at which a key begins. The public half of a tenant's key also lies among those of all
 * tenants, written and deleted in the same transaction.
 */
export function makeDynamoSigningKeys(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): SigningKeys {
  const { dynamodb, tableName: TableName } = options;
  return {
    async list(ring) {
      const items = await queryAll(dynamodb, {
        TableName,
        KeyConditionExpression: "pk = :ring",
        ExpressionAttributeValues: { ":ring": { S: ringPartition(ring) } },
        ConsistentRead: true,
      });
      return items.map((item) => readSigningKeyItem(ring, item));
    },

    async putIfAbsent(key) {
      const outcome = await writeTransaction(dynamodb, [
        {
          Put: {
            TableName,
            Item: writeSigningKeyItem(key),
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
        { Put: { TableName, Item: writePublicKeyItem(key) } },
        {
          // The kid is as good a mark as any: no other key has it.
          Update: {
            TableName,
            Key: ringItemKey(key.ring),
            UpdateExpression: "SET mark = :kid",
            ConditionExpression: "attribute_exists(pk)",
            ExpressionAttributeValues: { ":kid": { S: key.kid } },
          },
        },
      ]);
      if (outcome.ok) return "put";
      return outcome.refused.has(2) ? "no_ring" : "exists";
    },

    async remove(key) {
      await writeTransaction(dynamodb, deletionOf(TableName, key));
    },

    async ownerOf(kid) {
      const item = await getItem(dynamodb, TableName, publicKeyItemKey(kid), {
        ProjectionExpression: "application, environment",
      });
      return item && ownerOf(item);
    },

    async listPublic(most) {
      // Half a kilobyte each: 1,000 of them stay below the 1 MB at which a page would end early.
      const { Items: items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :keys",
          ExpressionAttributeValues: { ":keys": { S: PUBLIC_PARTITION } },
          Limit: most,
        }),
      );
      return items.map(readPublicKeyItem);
    },
  };
}

/** The parts of a transaction that delete a key. */
export function deletionOf(TableName: string, key: SigningKey): TransactWriteItem[] {
  return [
    { Delete: { TableName, Key: signingKeyItemKey(key) } },
    ...(key.ring === "shared" ? [] : [{ Delete: { TableName, Key: publicKeyItemKey(key.kid) } }]),
  ];
}
