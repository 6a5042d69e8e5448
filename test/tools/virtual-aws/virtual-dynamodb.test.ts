import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  CreateTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";

import { laneKeysOf } from "../../../lambdas/shared/domain/lane-keys.ts";
import { makeDynamoLaneIndex } from "../../../lambdas/shared/dynamodb/dynamo-lane-index.ts";
import { makeDynamoLaneItems } from "../../../lambdas/shared/dynamodb/dynamo-lane-items.ts";
import { amountOf, Meter } from "../../../tools/simulate/cost/usage.ts";
import type { Access } from "../../../tools/virtual-aws/dynamodb/capacity.ts";
import { openVirtualTable } from "../../support/virtual-table.ts";

const webhookId = "wh_0000000000000000000001";
const owner = { application: "acme", environment: "production", webhookId } as const;

const keyOf = (pk: string) => ({ pk: { S: pk }, sk: { S: "d#1" } });
const TableName = "deliveries";
const throttled = expect.objectContaining({ name: "ProvisionedThroughputExceededException" });

function insert(pk: string) {
  return {
    Statement: `INSERT INTO "${TableName}" VALUE {'pk': ?, 'sk': ?}`,
    Parameters: [{ S: pk }, { S: "d#1" }],
  };
}

describe("it counts", () => {
  test("a read of nothing as one unit, and one of an index as half", async () => {
    const meter = new Meter();
    const table = openVirtualTable({ meter });
    await makeDynamoLaneItems(table).read(webhookId);
    expect(amountOf(meter.usage(), "readUnits")).toBe(1);
    await makeDynamoLaneIndex(table).holdsAny(webhookId);
    expect(amountOf(meter.usage(), "readUnits")).toBe(1 + laneKeysOf(webhookId).length / 2);
  });

  test("a refused write as a write", async () => {
    const meter = new Meter();
    const lanes = makeDynamoLaneItems(openVirtualTable({ meter }));
    await lanes.open(owner, undefined, 1);
    const written = amountOf(meter.usage(), "writeUnits");
    expect(written).toBe(2); // The lane, and its entry in the list of lanes.
    expect(await lanes.open(owner, undefined, 1)).toBe("refused");
    expect(amountOf(meter.usage(), "writeUnits")).toBe(written + 1);
  });

  test("each write of a transaction twice", () => {
    const meter = new Meter();
    const { service } = openVirtualTable({ meter });
    const TransactItems = ["a", "b"].map((pk) => ({ Put: { TableName, Item: keyOf(pk) } }));
    service.answer(new TransactWriteItemsCommand({ TransactItems }));
    expect(amountOf(meter.usage(), "writeUnits")).toBe(4);
  });
});

describe("where there is no room", () => {
  /** A table that has none for these partitions. */
  function openBusy(...busy: readonly string[]) {
    const asked: Access[] = [];
    const table = openVirtualTable({
      throttle(access) {
        asked.push(access);
        return busy.includes(access.partitionKey);
      },
    });
    return { ...table, asked };
  }

  test("nobody is asked while the throttle is calm", () => {
    let isCalm = true;
    const throttle = () => true;
    const { service } = openVirtualTable({ throttle, isCalm: () => isCalm });
    const put = () => service.answer(new PutItemCommand({ TableName, Item: keyOf("a") }));
    expect(put()).toEqual({});
    isCalm = false;
    expect(put).toThrow(throttled);
  });

  test("one statement of a batch fails by itself", () => {
    const { service, table } = openBusy("b");
    const Statements = ["a", "b", "c"].map(insert);
    expect(service.answer(new BatchExecuteStatementCommand({ Statements }))).toEqual({
      Responses: [
        { TableName },
        { Error: expect.objectContaining({ Code: "ThrottlingError" }) },
        { TableName },
      ],
    });
    expect(table.items()).toEqual([keyOf("a"), keyOf("c")]);
  });

  test("keys come back unprocessed, and when those are all, the request fails", () => {
    const { service, table } = openBusy("b");
    table.put(keyOf("a"));
    const read = (...pks: string[]) =>
      service.answer(
        new BatchGetItemCommand({
          RequestItems: { [TableName]: { Keys: pks.map(keyOf), ConsistentRead: true } },
        }),
      );
    expect(read("a", "b")).toEqual({
      Responses: { [TableName]: [keyOf("a")] },
      UnprocessedKeys: { [TableName]: { Keys: [keyOf("b")], ConsistentRead: true } },
    });
    expect(() => read("b")).toThrow(throttled);
  });

  test.each([
    ["GetItem", new GetItemCommand({ TableName, Key: keyOf("b") })],
    ["PutItem", new PutItemCommand({ TableName, Item: keyOf("b") })],
    [
      "a refused UpdateItem",
      new UpdateItemCommand({
        TableName,
        Key: keyOf("b"),
        UpdateExpression: "REMOVE x",
        ConditionExpression: "attribute_exists(pk)",
      }),
    ],
    [
      "Query",
      new QueryCommand({
        TableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: "b" } },
      }),
    ],
  ])("%s fails, and nothing is written", (_, command) => {
    const { service, table } = openBusy("b");
    expect(() => service.answer(command)).toThrow(throttled);
    expect(table.items()).toEqual([]);
  });

  test("a transaction is cancelled as a whole", () => {
    const { service, table } = openBusy("b");
    const TransactItems = ["a", "b"].map((pk) => ({ Put: { TableName, Item: keyOf(pk) } }));
    expect(() => service.answer(new TransactWriteItemsCommand({ TransactItems }))).toThrow(
      expect.objectContaining({
        name: "TransactionCanceledException",
        CancellationReasons: [{ Code: "None" }, { Code: "ThrottlingError" }],
      }),
    );
    expect(table.items()).toEqual([]);
  });

  test("for a partition of an index, the write is refused at the table", () => {
    const { service, table, asked } = openBusy("wh_1");
    const Item = { ...keyOf("a"), lane: { S: "wh_1" }, nextAttemptAt: { N: "1" } };
    expect(() => service.answer(new PutItemCommand({ TableName, Item }))).toThrow(throttled);
    expect(table.items()).toEqual([]);
    expect(asked[0]).toMatchObject({ index: "lane", partitionKey: "wh_1", kind: "write" });
  });
});

describe("a transaction", () => {
  const parts = [
    { Put: { TableName, Item: keyOf("a"), ConditionExpression: "attribute_not_exists(pk)" } },
    {
      Update: {
        TableName,
        Key: keyOf("b"),
        UpdateExpression: "ADD total :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
      },
    },
  ];

  test("is done once, however often it is sent", () => {
    const { service, table } = openVirtualTable();
    const command = new TransactWriteItemsCommand({ TransactItems: parts });
    service.answer(command);
    service.answer(command);
    expect(table.get(keyOf("b"))?.["total"]).toEqual({ N: "1" });
  });

  test("is not done when one of its conditions does not hold", () => {
    const { service, table } = openVirtualTable();
    table.put(keyOf("a"));
    const command = new TransactWriteItemsCommand({ TransactItems: parts });
    expect(() => service.answer(command)).toThrow(
      expect.objectContaining({
        CancellationReasons: [{ Code: "ConditionalCheckFailed" }, { Code: "None" }],
      }),
    );
    expect(table.get(keyOf("b"))).toBeUndefined();
  });
});

describe("what DynamoDB refuses is refused", () => {
  const { service } = openVirtualTable();
  const texts = (length: number) => Array.from({ length }, (_, index) => String(index));
  const byLane = {
    TableName,
    KeyConditionExpression: "lane = :lane",
    ExpressionAttributeValues: { ":lane": { S: "wh_1" } },
  };

  test("two statements on one item, each of its batch", () => {
    const Statements = [insert("a"), insert("a"), insert("b")];
    const failed = { Error: expect.objectContaining({ Code: "ValidationError" }) };
    expect(service.answer(new BatchExecuteStatementCommand({ Statements }))).toEqual({
      Responses: [failed, failed, failed],
    });
  });

  test.each([
    ["26 statements", new BatchExecuteStatementCommand({ Statements: texts(26).map(insert) })],
    [
      "101 keys",
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: texts(101).map(keyOf) } } }),
    ],
    [
      "a key twice",
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: ["a", "a"].map(keyOf) } } }),
    ],
    [
      "an item twice in a transaction",
      new TransactWriteItemsCommand({
        TransactItems: [1, 2].map(() => ({ Put: { TableName, Item: keyOf("a") } })),
      }),
    ],
    [
      "a consistent read of an index",
      new QueryCommand({ ...byLane, IndexName: "lane", ConsistentRead: true }),
    ],
    ["a query by what is no key", new QueryCommand(byLane)],
    ["a segment of no number", new ScanCommand({ TableName, Segment: 0 })],
    ["a segment too many", new ScanCommand({ TableName, Segment: 2, TotalSegments: 2 })],
  ])("%s", (_, command) => {
    expect(() => service.answer(command)).toThrow(
      expect.objectContaining({ name: "ValidationException" }),
    );
  });
});

test("a segment is not gone on with behind an item of another", () => {
  const { service } = openVirtualTable();
  const isTaken = [0, 1].map((Segment) => {
    const key = { TotalSegments: 2, ExclusiveStartKey: keyOf("a") };
    try {
      return service.answer(new ScanCommand({ TableName, Segment, ...key })) !== undefined;
    } catch (error) {
      expect(error).toMatchObject({ name: "ValidationException" });
      return false;
    }
  });
  expect(isTaken.toSorted()).toEqual([false, true]);
});

describe("what it does not know is no guess", () => {
  const { service } = openVirtualTable();
  const update = { TableName, Key: keyOf("a"), UpdateExpression: "SET #x = :x" };
  const ExpressionAttributeNames = { "#x": "x" };
  const ExpressionAttributeValues = { ":x": { S: "x" } };

  test.each([
    ["another command", new CreateTableCommand({} as never)],
    ["another table", new GetItemCommand({ TableName: "other", Key: keyOf("a") })],
    ["a key that is none", new GetItemCommand({ TableName, Key: { pk: { S: "a" } } })],
    ["a placeholder for nothing", new UpdateItemCommand({ ...update, ExpressionAttributeNames })],
    [
      "a placeholder that is not used",
      new UpdateItemCommand({
        ...update,
        ExpressionAttributeNames,
        ExpressionAttributeValues: { ...ExpressionAttributeValues, ":y": { S: "y" } },
      }),
    ],
    [
      "other return values",
      new UpdateItemCommand({
        ...update,
        ExpressionAttributeNames,
        ExpressionAttributeValues,
        ReturnValues: "UPDATED_NEW",
      }),
    ],
    [
      "too few parameters",
      new BatchExecuteStatementCommand({
        Statements: [{ ...insert("a"), Parameters: [{ S: "a" }] }],
      }),
    ],
  ])("%s", (_, command) => {
    expect(() => service.answer(command)).toThrow(TypeError);
  });
});
