import { type AttributeValue, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";

import { makeDynamoSweepPlaces } from "../../lambdas/sweep/dynamo-sweep-places.ts";
import { ownTables } from "../support/own-table.ts";
import { sweepPlacesContract } from "./sweep-places.ts";

// A table for each test, since there is one place in a table.
const { dynamodb, newTable } = await ownTables();

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
