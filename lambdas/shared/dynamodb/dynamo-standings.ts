import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

import { type Standing, standingEndsMs } from "../domain/standing.ts";
import { type TenantStanding, tenantStandingEndsMs } from "../domain/tenant-standing.ts";
import { tenantKey, type Tenant } from "../domain/tenant.ts";
import type { WriteResult } from "../waiting/delivery-ports.ts";
import type { Standings } from "../waiting/receiver-ports.ts";
import { type Item, type ItemKey, numberOf, numberValue, textOf } from "./attributes.ts";
import type { ReadItem } from "./dynamo-batch-reader.ts";
import { writeResult } from "./dynamo-conditions.ts";

/** No webhook id begins so. */
export const TENANT_SORT_KEY = "#tenant";

/** Primary key of a webhook's standing, in the deliveries table: one partition a tenant. */
export function standingItemKey(tenant: Tenant, webhookId: string): ItemKey {
  return { pk: { S: `standing#${tenantKey(tenant)}` }, sk: { S: webhookId } };
}

/** Primary key of its tenant's, beside it. */
export function tenantStandingItemKey(tenant: Tenant): ItemKey {
  return standingItemKey(tenant, TENANT_SORT_KEY);
}

/** The standing of an item, which may hold nothing but a breaker. */
export function readStanding(item: Item | undefined): Standing | undefined {
  if (item?.["state"] === undefined) return undefined;
  return {
    state: textOf(item, "state") as Standing["state"],
    quickInARow: numberOf(item, "quickInARow"),
    turns: numberOf(item, "turns"),
    sinceMs: numberOf(item, "since"),
    regainFromMs: numberOf(item, "regainFrom"),
    version: numberOf(item, "version"),
  };
}

/** A standing's attributes without keys. `expiresAt` only where it need not be kept for ever. */
export function writeStanding(standing: Standing): Item {
  const { state, quickInARow, turns, sinceMs, regainFromMs, version } = standing;
  return {
    state: { S: state },
    quickInARow: numberValue(quickInARow),
    turns: numberValue(turns),
    since: numberValue(sinceMs),
    regainFrom: numberValue(regainFromMs),
    version: numberValue(version),
    ...expiry(standingEndsMs(standing)),
  };
}

/** The tenant's standing of an item. */
export function readTenantStanding(item: Item): TenantStanding {
  return {
    badTurnsMs: (item["badTurns"]?.L ?? []).map(({ N }) => Number(N)),
    slowUntilMs: numberOf(item, "slowUntil"),
    level: numberOf(item, "level"),
    version: numberOf(item, "version"),
  };
}

/** The attributes of a tenant's standing, keys aside. */
export function writeTenantStanding(tenant: TenantStanding): Item {
  return {
    badTurns: { L: tenant.badTurnsMs.map(numberValue) },
    slowUntil: numberValue(tenant.slowUntilMs),
    level: numberValue(tenant.level),
    version: numberValue(tenant.version),
    ...expiry(tenantStandingEndsMs(tenant)),
  };
}

function expiry(endsMs: number | undefined): Item {
  return endsMs === undefined ? {} : { expiresAt: numberValue(Math.ceil(endsMs / 1000)) };
}

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
