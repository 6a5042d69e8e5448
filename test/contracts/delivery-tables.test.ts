import { afterAll, beforeAll, describe } from "vitest";

import { testCloud } from "../support/cloud.ts";
import { createDeliveriesTable } from "../support/other-dynamodb.ts";
import { openDeliveriesTable } from "../support/pipeline-stores.ts";
import { acceptedEventsContract } from "./accepted-events.ts";
import { breakersContract, sharedItemContract } from "./breakers.ts";
import { deliveryRecordsContract } from "./delivery-records.ts";
import { leasesContract } from "./leases.ts";
import { rateLimitsContract } from "./rate-limits.ts";
import { rejectedEventsContract } from "./rejected-events.ts";
import { standingsContract } from "./standings.ts";
import { waitingStoresContract } from "./waiting-stores.ts";

/**
 * Another DynamoDB to ask than that of the local cloud, AWS's own engine
 * (`com.amazonaws:DynamoDBLocal`) for instance: `DYNAMODB_ENDPOINT=http://127.0.0.1:8000 npx vitest
 * run test/contracts/delivery-tables`
 */
const OTHER_ENDPOINT = process.env["DYNAMODB_ENDPOINT"];

let table: ReturnType<typeof openDeliveriesTable>;
let remove: () => Promise<void>;

beforeAll(async () => {
  if (OTHER_ENDPOINT === undefined) {
    const { client, outputs } = await testCloud();
    table = openDeliveriesTable(client, outputs["DeliveriesTableName"] ?? "");
  } else {
    const other = await createDeliveriesTable(OTHER_ENDPOINT);
    table = openDeliveriesTable(other.config, other.tableName);
    ({ remove } = other);
  }
});

afterAll(async () => {
  table.close();
  await remove?.();
});

describe("the delivery records in DynamoDB", () => {
  deliveryRecordsContract(async () => table.recordStores);
});

describe("the events in DynamoDB", () => {
  acceptedEventsContract(async () => table.eventStores);
});

describe("the rejected events in DynamoDB", () => {
  rejectedEventsContract(async () => table.rejectedStores);
});

describe("the stores behind waiting in DynamoDB, through the clients of the functions", () => {
  waitingStoresContract(async () => table.waitingStores);
});

describe("the standings in DynamoDB", () => {
  standingsContract(async () => table.standings);
});

describe("the limiters in DynamoDB", () => {
  rateLimitsContract(() => table.rateLimits);
});

describe("the places of requests at once in DynamoDB", () => {
  leasesContract(() => table.leases);
});

describe("the breakers in DynamoDB", () => {
  breakersContract(async () => table.breakers);
});

describe("standings and breakers in one item", () => {
  sharedItemContract(async () => table);
});
