import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";

import { makeApiKeyStore } from "../../lambdas/shared/adapters/api-key-store.ts";
import { makeApplicationStore } from "../../lambdas/shared/adapters/application-store.ts";
import { makeCrew } from "../../lambdas/shared/adapters/coalesce.ts";
import { makeDeliveryHistory } from "../../lambdas/shared/adapters/delivery-history.ts";
import {
  type Item,
  numberOf,
  writeAttemptItem,
  writeDeliveryItem,
} from "../../lambdas/shared/adapters/delivery-item.ts";
import { makeDeliverySampler } from "../../lambdas/shared/adapters/delivery-sampler.ts";
import { makeItemReader } from "../../lambdas/shared/adapters/dynamo-batch-reader.ts";
import { environmentItemKey } from "../../lambdas/shared/adapters/environment-item.ts";
import { writeEventItem } from "../../lambdas/shared/adapters/event-item.ts";
import { makeEventTypeStore } from "../../lambdas/shared/adapters/event-type-store.ts";
import { makeIdempotencyStore } from "../../lambdas/shared/adapters/idempotency-store.ts";
import { makeLegacySecretStore } from "../../lambdas/shared/adapters/legacy-secret-store.ts";
import { makeWebhookStore } from "../../lambdas/shared/adapters/webhook-store.ts";
import type { ConfigurationStores } from "./fakes/memory-configuration.ts";
import type { FilledHistory } from "./fakes/memory-delivery-history.ts";

interface Table {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
}

/** The stores of a webhooks table in DynamoDB. */
export function openDynamoConfiguration(table: Table): ConfigurationStores {
  return {
    applications: makeApplicationStore(table),
    apiKeys: makeApiKeyStore(table),
    webhooks: makeWebhookStore(table),
    idempotency: makeIdempotencyStore(table),
    legacySecrets: makeLegacySecretStore(table),
    eventTypes: makeEventTypeStore(table),
    async revision(tenant) {
      const { Item: item } = await table.dynamodb.send(
        new GetItemCommand({
          TableName: table.tableName,
          Key: { ...environmentItemKey(tenant) },
          ConsistentRead: true,
        }),
      );
      return item === undefined ? undefined : numberOf(item, "revision");
    },
  };
}

/** A deliveries table in DynamoDB as its readers see it, filled with the items that the pipeline writes. */
export function openDynamoHistory(table: Table): FilledHistory {
  const put = async (item: Item): Promise<void> => {
    await table.dynamodb.send(new PutItemCommand({ TableName: table.tableName, Item: item }));
  };
  return {
    putEvent: (event) => put(writeEventItem(event)),
    putRecord: (record) => put(writeDeliveryItem(record)),
    putAttempt: (key, attempt) => put(writeAttemptItem(key, attempt)),
    reader: makeDeliveryHistory({
      ...table,
      readItem: makeItemReader({ ...table, crew: makeCrew() }),
      now: () => Date.now(),
    }),
    sampler: makeDeliverySampler({ ...table, now: () => Date.now() }),
  };
}
