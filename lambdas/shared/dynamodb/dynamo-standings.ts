import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import type { Standings } from "../waiting/receiver-ports.ts";
import type { WriteResult } from "../waiting/write-result.ts";
import { type Item, type ItemKey, numberOf, numberValue } from "./attributes.ts";
import type { ReadItem } from "./dynamo-batch-reader.ts";
import { writeResult } from "./dynamo-conditions.ts";
import {
  readStanding,
  readTenantStanding,
  standingItemKey,
  tenantStandingItemKey,
  writeStanding,
  writeTenantStanding,
} from "./standing-item.ts";

/** Standings in DynamoDB: read with whatever else a batch reads, each written under its version. */
export function makeDynamoStandings(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  readonly readItem: ReadItem;
}): Standings {
  const { dynamodb, tableName: TableName, readItem } = options;

  /** Sets all attributes, if the version is the one before, or there is none. */
  function put(key: ItemKey, next: Item): Promise<WriteResult> {
    const names = Object.keys(next);
    const seen = numberOf(next, "version") - 1;
    const sets = names.map((name) => `#${name} = :${name}`).join(", ");
    const update = new UpdateItemCommand({
      TableName,
      Key: key,
      UpdateExpression:
        next["expiresAt"] === undefined ? `SET ${sets} REMOVE expiresAt` : `SET ${sets}`,
      ConditionExpression: seen === 0 ? "attribute_not_exists(#version)" : "#version = :seen",
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(next).map(([name, value]) => [`:${name}`, value])),
        ...(seen > 0 && { ":seen": numberValue(seen) }),
      },
    });
    return writeResult(dynamodb, update);
  }

  return {
    async read(owner) {
      return readStanding(await readItem(standingItemKey(owner, owner.webhookId)));
    },

    async readTenant(tenant) {
      const item = await readItem(tenantStandingItemKey(tenant));
      return item && readTenantStanding(item);
    },

    put: (owner, next) => put(standingItemKey(owner, owner.webhookId), writeStanding(next)),

    putTenant: (tenant, next) => put(tenantStandingItemKey(tenant), writeTenantStanding(next)),
  };
}
