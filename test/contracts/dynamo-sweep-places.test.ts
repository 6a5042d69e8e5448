import {
  type AttributeValue,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeDynamoSweepPlaces } from "../../lambdas/sweep/dynamo-sweep-places.ts";
import { testCloud } from "../support/cloud.ts";
import { sweepPlacesContract } from "./sweep-places.ts";

let dynamodb: DynamoDBClient;
const tables: string[] = [];

/** A table with the keys of the deliveries table: its own for each test, since there is one place in a table. */
async function newTable(): Promise<string> {
  const TableName = `sweep-places-${process.pid}-${tables.length}`;
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
    }),
  );
  tables.push(TableName);
  return TableName;
}

beforeAll(async () => {
  dynamodb = new DynamoDBClient((await testCloud()).client);
});

afterAll(async () => {
  for (const TableName of tables) {
    await dynamodb.send(new DeleteTableCommand({ TableName }));
  }
  dynamodb.destroy();
});

describe("in DynamoDB", () => {
  sweepPlacesContract(async () => makeDynamoSweepPlaces({ dynamodb, tableName: await newTable() }));

  test.each<[string, Record<string, AttributeValue>]>([
    ["has text for numbers", { moves: { S: "x" }, runs: { S: "y" }, after: { S: "wh_1" } }],
    ["has a number for text", { moves: { N: "4" }, runs: { N: "1" }, after: { N: "1" } }],
    ["says nothing", {}],
  ])("a place that %s is the start, and is written over", async (_, attributes) => {
    const tableName = await newTable();
    const key = { pk: { S: "sweep#lanes" }, sk: { S: "place" } };
    await dynamodb.send(
      new PutItemCommand({ TableName: tableName, Item: { ...key, ...attributes } }),
    );
    const places = makeDynamoSweepPlaces({ dynamodb, tableName });
    const seen = await places.read();
    expect(seen).toMatchObject({ after: undefined, runs: 0 });
    expect(await places.move(seen, { after: "wh_2", runs: 1 })).toBe("written");
    expect(await places.read()).toMatchObject({ after: "wh_2", runs: 1 });
  });
});
