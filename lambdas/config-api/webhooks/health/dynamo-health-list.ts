import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { textOf } from "../../../shared/dynamodb/attributes.ts";
import { readBreaker } from "../../../shared/dynamodb/dynamo-breakers.ts";
import { pagesOf } from "../../../shared/dynamodb/dynamo-pages.ts";
import {
  readStanding,
  TENANT_SORT_KEY,
  tenantStandingItemKey,
} from "../../../shared/dynamodb/standing-item.ts";
import type { WebhookPorts } from "../webhook-ports.ts";
import type { KnownHealth } from "./webhook-health.ts";

/** What is known against the receivers of a tenant: one query, since only those are listed that anything is known of. */
export function makeDynamoHealthList(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): NonNullable<WebhookPorts["listHealth"]> {
  const { dynamodb, tableName: TableName } = options;
  return async (tenant) => {
    const known = new Map<string, KnownHealth>();
    const pages = pagesOf(dynamodb, {
      TableName,
      KeyConditionExpression: "pk = :standings",
      ExpressionAttributeValues: { ":standings": tenantStandingItemKey(tenant).pk },
    });
    for await (const items of pages) {
      for (const item of items) {
        const name = textOf(item, "sk");
        if (name === TENANT_SORT_KEY) continue;
        known.set(name, { standing: readStanding(item), breaker: readBreaker(item) });
      }
    }
    return known;
  };
}
