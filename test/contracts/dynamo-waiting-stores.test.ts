import { randomBytes } from "node:crypto";

import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeDynamoLaneHeartbeats } from "../../lambdas/retry-lane/dynamo-lane-heartbeats.ts";
import { makeBatchScope } from "../../lambdas/shared/aws-client/batch-calls.ts";
import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import { makeItemReader } from "../../lambdas/shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoDeliveryRecords } from "../../lambdas/shared/dynamodb/dynamo-delivery-records.ts";
import { makeDynamoLaneIndex } from "../../lambdas/shared/dynamodb/dynamo-lane-index.ts";
import { makeDynamoLaneItems } from "../../lambdas/shared/dynamodb/dynamo-lane-items.ts";
import { makeDynamoLaneList } from "../../lambdas/shared/dynamodb/dynamo-lane-list.ts";
import { makeStatementRunner } from "../../lambdas/shared/dynamodb/dynamo-statements.ts";
import { testCloud } from "../support/cloud.ts";
import { waitingStoresContract } from "./waiting-stores.ts";

interface Table {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  readonly batch: ReturnType<typeof makeBatchScope>;
}

let table: Table;

async function openTable(): Promise<Table> {
  const { client, outputs } = await testCloud();
  return {
    dynamodb: new DynamoDBClient(client),
    tableName: outputs["DeliveriesTableName"] ?? "",
    batch: makeBatchScope(),
  };
}

beforeAll(async () => {
  table = await openTable();
});

afterAll(() => {
  table.dynamodb.destroy();
});

describe("the stores behind waiting in DynamoDB", () => {
  const records = () => ({
    ...table,
    readItem: makeItemReader(table),
    run: makeStatementRunner(table),
  });
  waitingStoresContract(async () => ({
    lanes: makeDynamoLaneItems(table),
    list: makeDynamoLaneList({ ...table, pageSize: 3 }),
    heartbeats: makeDynamoLaneHeartbeats(table),
    index: makeDynamoLaneIndex({ ...table, pageSize: 3 }),
    records: makeDynamoDeliveryRecords(records()),
    spread: makeDynamoDeliveryRecords({ ...records(), spreadsLanes: true }),
  }));
});

test("an entry of the list that cannot be read is counted, and keeps no other back", async () => {
  const webhookId = webhookIdFrom(randomBytes(16));
  const key = { pk: { S: `lane#${webhookId}` }, sk: { S: "lane" } };
  const listed = { lane: { S: "lanes" }, nextAttemptAt: { N: "0" }, parkedAt: { N: "0" } };
  const { dynamodb, tableName: TableName } = table;
  await dynamodb.send(new PutItemCommand({ TableName, Item: { ...key, ...listed } }));
  try {
    const { owners, unreadable } = await makeDynamoLaneList({ ...table, pageSize: 10_000 }).list(
      undefined,
    );
    expect(unreadable).toBeGreaterThanOrEqual(1);
    expect(owners.filter((owner) => owner.webhookId === webhookId)).toEqual([]);
  } finally {
    await dynamodb.send(new DeleteItemCommand({ TableName, Key: key }));
  }
});
