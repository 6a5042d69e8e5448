import { randomUUID } from "node:crypto";

import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { type Tenant, tenantOfKey } from "../domain/tenant.ts";
import type { KeyStore, RegisteredRing, RingRegister } from "../signing-keys/ports.ts";
import { type Item, textOf } from "./attributes.ts";
import { queryAll } from "./dynamo-pages.ts";
import { deletionOf } from "./dynamo-signing-keys.ts";
import { writeTransaction } from "./dynamo-transaction.ts";
import { ringItemKey, RINGS_PARTITION } from "./signing-key-item.ts";

/** The register of rings in the webhooks table. */
export interface KeyRings extends RingRegister {
  /** Unregisters a ring and deletes all its keys: none may serve a later tenant of its name. */
  removeAll(tenant: Tenant): Promise<void>;
}

/**
 * The register of rings in DynamoDB. A plain write would be refused while a transaction is on the
 * same item, so all writes are transactions, which are repeated then.
 */
export function makeDynamoKeyRings(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  readonly keys: Pick<KeyStore, "list" | "remove">;
}): KeyRings {
  const { dynamodb, tableName: TableName, keys } = options;
  return {
    async list() {
      const items = await queryAll(dynamodb, {
        TableName,
        KeyConditionExpression: "pk = :rings",
        ExpressionAttributeValues: { ":rings": { S: RINGS_PARTITION } },
        ConsistentRead: true,
      });
      return items.flatMap((item) => readRing(item) ?? []);
    },

    async enter(tenant) {
      await writeTransaction(dynamodb, [
        { Put: { TableName, Item: { ...ringItemKey(tenant), mark: { S: randomUUID() } } } },
      ]);
    },

    async retire({ tenant, mark }, last) {
      const outcome = await writeTransaction(dynamodb, [
        {
          Delete: {
            TableName,
            Key: ringItemKey(tenant),
            ConditionExpression: "mark = :seen",
            ExpressionAttributeValues: { ":seen": { S: mark } },
          },
        },
        ...(last === undefined ? [] : deletionOf(TableName, last)),
      ]);
      return outcome.ok;
    },

    async removeAll(tenant) {
      // The register first: no key can be put from then on.
      await writeTransaction(dynamodb, [{ Delete: { TableName, Key: ringItemKey(tenant) } }]);
      for (const key of await keys.list(tenant)) await keys.remove(key);
    },
  };
}

function readRing(item: Item): RegisteredRing | undefined {
  const tenant = tenantOfKey(textOf(item, "sk"));
  return tenant === undefined ? undefined : { tenant, mark: textOf(item, "mark") };
}
