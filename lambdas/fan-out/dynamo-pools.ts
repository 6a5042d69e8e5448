import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import type { Standing } from "../shared/domain/standing.ts";
import { servingPool, type TenantStanding } from "../shared/domain/tenant-standing.ts";
import { tenantKey, type Tenant } from "../shared/domain/tenant.ts";
import { textOf } from "../shared/dynamodb/attributes.ts";
import { queryAll } from "../shared/dynamodb/dynamo-pages.ts";
import {
  readStanding,
  readTenantStanding,
  TENANT_SORT_KEY,
  tenantStandingItemKey,
} from "../shared/dynamodb/dynamo-standings.ts";
import { makeLatelyRead } from "../shared/memory/lately-read.ts";
import type { PoolsOf } from "./first-messages.ts";

/** Tenants whose standings a warm function remembers: those of 1,000 webhooks are some 100 KB. */
const MOST_TENANTS = 200;

/**
 * Which pool serves each webhook of a tenant, as it was a moment ago: one query for all of them,
 * two seconds long. Half a read unit where nothing is known against any. Whoever is sent to the
 * wrong pool is handed over, or served there; so what cannot be read is quick.
 */
export function makeDynamoPools(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
  readonly now: () => number;
}): PoolsOf {
  const { dynamodb, tableName: TableName, now } = options;
  const remembered = makeLatelyRead<Pools>(now, MOST_TENANTS);

  async function query(tenant: Tenant): Pools {
    const webhooks = new Map<string, Standing | undefined>();
    let ofTenant: TenantStanding | undefined;
    const items = await queryAll(dynamodb, {
      TableName,
      KeyConditionExpression: "pk = :standings",
      ExpressionAttributeValues: { ":standings": tenantStandingItemKey(tenant).pk },
    });
    for (const item of items) {
      const name = textOf(item, "sk");
      if (name === TENANT_SORT_KEY) ofTenant = readTenantStanding(item);
      else webhooks.set(name, readStanding(item));
    }
    return (webhookId) => servingPool(webhooks.get(webhookId), ofTenant, now());
  }

  return (tenant) => {
    const name = tenantKey(tenant);
    const recent = remembered.get(name);
    if (recent !== undefined) return recent.value;
    const pools = query(tenant).catch(() => () => "quick" as const);
    remembered.set(name, pools);
    return pools;
  };
}

type Pools = ReturnType<PoolsOf>;
