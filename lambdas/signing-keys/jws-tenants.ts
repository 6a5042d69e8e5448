import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { tenantKey } from "../shared/domain/tenant.ts";
import type { ProfileName, SignatureScheme } from "../shared/domain/webhook.ts";
import type { Item } from "../shared/dynamodb/attributes.ts";
import { pagesOf } from "../shared/dynamodb/dynamo-pages.ts";
import { WEBHOOK_SORT_PREFIX } from "../shared/dynamodb/webhook-item.ts";
import { profileOf } from "../shared/profiles/profiles.ts";
import type { SignsJws } from "../shared/signing-keys/ports.ts";

/**
 * Asks the webhooks of a tenant whether one signs JWS, page by page until one does: hidden ones
 * included, since the configuration of callbacks lies in one, and paused ones, since they may go
 * on.
 */
export function makeSignsJws(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): SignsJws {
  const { dynamodb, tableName: TableName } = options;
  return async (tenant) => {
    const pages = pagesOf(dynamodb, {
      TableName,
      KeyConditionExpression: "pk = :tenant AND begins_with(sk, :webhook)",
      // Neither filters nor sealed secrets.
      ProjectionExpression: "#profile, #events, #config",
      ExpressionAttributeNames: {
        "#profile": "profile",
        "#events": "events",
        "#config": "config",
      },
      ExpressionAttributeValues: {
        ":tenant": { S: tenantKey(tenant) },
        ":webhook": { S: WEBHOOK_SORT_PREFIX },
      },
      ConsistentRead: true,
    });
    for await (const items of pages) {
      if (items.some((item) => schemeOf(item) === "jws")) return true;
    }
    return false;
  };
}

function schemeOf(item: Item): SignatureScheme {
  const profile = item["profile"]?.S as ProfileName | undefined;
  const signatureScheme = item["config"]?.M?.["signatureScheme"]?.S as SignatureScheme | undefined;
  return profileOf({
    ...(profile !== undefined && { profile }),
    events: (item["events"]?.L ?? []).map(({ S: name = "" }) => name),
    config: { customHeaderNames: [], ...(signatureScheme !== undefined && { signatureScheme }) },
  }).signature;
}
