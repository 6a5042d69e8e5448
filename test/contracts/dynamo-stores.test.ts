import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, describe } from "vitest";

import { testCloud } from "../support/cloud.ts";
import { openDynamoConfiguration, openDynamoHistory } from "../support/dynamo-stores.ts";
import { applicationsContract } from "./applications.ts";
import { configurationStoresContract } from "./configuration-stores.ts";
import { deliveryHistoryContract } from "./delivery-history.ts";
import { eventTypesContract } from "./event-types.ts";

let dynamodb: DynamoDBClient | undefined;

async function tables() {
  const { client, outputs } = await testCloud();
  dynamodb ??= new DynamoDBClient(client);
  return {
    dynamodb,
    webhooks: outputs["WebhooksTableName"] ?? "",
    deliveries: outputs["DeliveriesTableName"] ?? "",
  };
}

afterAll(() => {
  dynamodb?.destroy();
});

describe("the applications in DynamoDB", () => {
  applicationsContract(async () => {
    const { webhooks, ...client } = await tables();
    return openDynamoConfiguration({ ...client, tableName: webhooks });
  });
});

describe("the configuration stores in DynamoDB", () => {
  configurationStoresContract(async () => {
    const { webhooks, ...client } = await tables();
    return openDynamoConfiguration({ ...client, tableName: webhooks });
  });
});

describe("the event types in DynamoDB", () => {
  eventTypesContract(async () => {
    const { webhooks, ...client } = await tables();
    return openDynamoConfiguration({ ...client, tableName: webhooks });
  });
});

describe("the delivery history in DynamoDB", () => {
  deliveryHistoryContract(async () => {
    const { deliveries, ...client } = await tables();
    return openDynamoHistory({ ...client, tableName: deliveries });
  });
});
