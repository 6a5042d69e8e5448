import { describe } from "vitest";

import { testCloud } from "../support/cloud.ts";
import { openDynamoConfiguration, openDynamoHistory } from "../support/dynamo-stores.ts";
import { ownTable } from "../support/own-table.ts";
import { applicationsContract } from "./applications.ts";
import { configurationStoresContract } from "./configuration-stores.ts";
import { deliveryHistoryContract } from "./delivery-history.ts";
import { eventTypesContract } from "./event-types.ts";
import { portalLinksContract } from "./portal-links.ts";

/** Not the deployed one: its functions seal anew what they find there. */
const webhooks = await ownTable();

describe("the applications in DynamoDB", () => {
  applicationsContract(async () => openDynamoConfiguration(webhooks));
});

describe("the configuration stores in DynamoDB", () => {
  configurationStoresContract(async () => openDynamoConfiguration(webhooks));
});

describe("the portal links in DynamoDB", () => {
  portalLinksContract(async () => openDynamoConfiguration(webhooks));
});

describe("the event types in DynamoDB", () => {
  eventTypesContract(async () => openDynamoConfiguration(webhooks));
});

describe("the delivery history in DynamoDB", () => {
  deliveryHistoryContract(async () => {
    const { outputs } = await testCloud();
    return openDynamoHistory({ ...webhooks, tableName: outputs["DeliveriesTableName"] ?? "" });
  });
});
