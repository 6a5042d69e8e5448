import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, describe } from "vitest";

import { makeNotificationStore } from "../../lambdas/shared/dynamodb/notification-store.ts";
import { testCloud } from "../support/cloud.ts";
import { notificationStoreContract } from "./notification-store.ts";

let dynamodb: DynamoDBClient | undefined;

afterAll(() => {
  dynamodb?.destroy();
});

describe("notifications in DynamoDB", () => {
  notificationStoreContract(async (now) => {
    const { client, outputs } = await testCloud();
    dynamodb = new DynamoDBClient(client);
    const tableName = outputs["WebhooksTableName"] ?? "";
    return makeNotificationStore({ dynamodb, tableName, now });
  });
});
