import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { isCallbackConfig } from "../shared/domain/callback-webhook.ts";
import { type Tenant, tenantKey } from "../shared/domain/tenant.ts";
import { type Item, numberOf, numberValue, textOf } from "../shared/dynamodb/attributes.ts";
import { queryAll } from "../shared/dynamodb/dynamo-pages.ts";
import { WEBHOOK_SORT_PREFIX } from "../shared/dynamodb/webhook-item.ts";
import type { CertificatePorts, EndingCertificate } from "./look-at-certificates.ts";

/** Finds client certificates in the webhooks table; neither filters nor sealed secrets are read. */
export function makeDynamoCertificates(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly tableName: string;
}): CertificatePorts["endingCertificates"] {
  const { dynamodb, tableName: TableName } = options;
  return async (tenant, untilMs) => {
    const items = await queryAll(dynamodb, {
      TableName,
      KeyConditionExpression: "pk = :tenant AND begins_with(sk, :webhook)",
      FilterExpression: "#config.#mtls.#expiresAt < :until AND #status <> :gone",
      ProjectionExpression: "sk, #config.#mtls",
      ExpressionAttributeNames: {
        "#config": "config",
        "#mtls": "mtls",
        "#expiresAt": "certificateExpiresAt",
        "#status": "status",
      },
      ExpressionAttributeValues: {
        ":tenant": { S: tenantKey(tenant) },
        ":webhook": { S: WEBHOOK_SORT_PREFIX },
        ":until": numberValue(untilMs),
        ":gone": { S: "gone" },
      },
    });
    return items.map((item) => readItem(tenant, item));
  };
}

function readItem(tenant: Tenant, item: Item): EndingCertificate {
  const webhookId = textOf(item, "sk").slice(WEBHOOK_SORT_PREFIX.length);
  return {
    webhookId,
    isCallbackConfig: isCallbackConfig({ ...tenant, id: webhookId }),
    expiresAtMs: numberOf(item["config"]?.M?.["mtls"]?.M ?? {}, "certificateExpiresAt"),
  };
}
