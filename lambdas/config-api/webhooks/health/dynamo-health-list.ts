import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { textOf } from "../../../shared/dynamodb/attributes.ts";
import { readBreaker } from "../../../shared/dynamodb/dynamo-breakers.ts";
import { queryAll } from "../../../shared/dynamodb/dynamo-pages.ts";
import {
  readStanding,
  TENANT_SORT_KEY,
  tenantStandingItemKey,
} from "../../../shared/dynamodb/dynamo-standings.ts";
import type { WebhookPorts } from "../webhook-ports.ts";
import type { KnownHealth } from "./webhook-health.ts";

/** What is known against a tenant's receivers: one query, as only known ones are listed. */
export function makeDynamoHealthList(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): NonNullable<WebhookPorts["listHealth"]> {
  const { dynamodb, tableName: TableName } = options;
  return async (tenant) => {
    const items = await queryAll(dynamodb, {
      TableName,
      KeyConditionExpression: "pk = :standings",
      ExpressionAttributeValues: { ":standings": tenantStandingItemKey(tenant).pk },
    });
    const ofWebhooks = items.filter((item) => textOf(item, "sk") !== TENANT_SORT_KEY);
    return new Map<string, KnownHealth>(
      ofWebhooks.map((item) => [
        textOf(item, "sk"),
        { standing: readStanding(item), breaker: readBreaker(item) },
      ]),
    );
  };
}
