import { randomBytes } from "node:crypto";

import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe } from "vitest";

import { localClientConfig } from "../../local/cloud/local-aws.ts";
import { openDeliveriesTable } from "../support/pipeline-stores.ts";
import { acceptedEventsContract } from "./accepted-events.ts";
import { deliveryRecordsContract } from "./delivery-records.ts";
import { waitingStoresContract } from "./waiting-stores.ts";

/**
 * Another DynamoDB to ask, AWS's own engine for instance (`com.amazonaws:DynamoDBLocal`):
 * `DYNAMODB_ENDPOINT=http://127.0.0.1:8000 npx vitest run test/contracts/second-opinion`
 */
const ENDPOINT = process.env["DYNAMODB_ENDPOINT"];

/** As in lib/storage/deliveries-table.ts. */
const INDEXES = [
  { name: "history", keys: ["historyKey", "acceptedAt"] },
  { name: "undelivered", keys: ["undeliveredKey", "acceptedAt"] },
  { name: "lane", keys: ["lane", "nextAttemptAt"] },
] as const;

const TEXTS = ["pk", "sk", "historyKey", "undeliveredKey", "lane"];
const NUMBERS = ["acceptedAt", "nextAttemptAt"];

describe.runIf(ENDPOINT !== undefined)(`the deliveries table at ${ENDPOINT}`, () => {
  const config = localClientConfig(ENDPOINT ?? "");
  const TableName = `contract-${randomBytes(4).toString("hex")}`;
  const dynamodb = new DynamoDBClient(config);
  const table = openDeliveriesTable(config, TableName);

  beforeAll(async () => {
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          ...TEXTS.map((name) => ({ AttributeName: name, AttributeType: "S" as const })),
          ...NUMBERS.map((name) => ({ AttributeName: name, AttributeType: "N" as const })),
        ],
        GlobalSecondaryIndexes: INDEXES.map(({ name, keys: [partitionKey, sortKey] }) => ({
          IndexName: name,
          KeySchema: [
            { AttributeName: partitionKey, KeyType: "HASH" },
            { AttributeName: sortKey, KeyType: "RANGE" },
          ],
          Projection:
            name === "lane"
              ? {
                  ProjectionType: "INCLUDE" as const,
                  NonKeyAttributes: ["dispatch", "application", "environment"],
                }
              : { ProjectionType: "KEYS_ONLY" as const },
        })),
      }),
    );
  });

  afterAll(async () => {
    await dynamodb.send(new DeleteTableCommand({ TableName }));
    dynamodb.destroy();
    table.close();
  });

  deliveryRecordsContract(async () => table.recordStores);
  acceptedEventsContract(async () => table.eventStores);
  waitingStoresContract(async () => table.waitingStores);
});
