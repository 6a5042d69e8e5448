import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";

import { makeCrew } from "../../../lambdas/shared/adapters/coalesce.ts";
import { makeItemReader } from "../../../lambdas/shared/adapters/dynamo-batch-reader.ts";
import { makeDynamoDeliveryRecords } from "../../../lambdas/shared/adapters/dynamo-delivery-records.ts";
import { makeDynamoLaneHeartbeats } from "../../../lambdas/shared/adapters/dynamo-lane-heartbeats.ts";
import { makeDynamoLaneIndex } from "../../../lambdas/shared/adapters/dynamo-lane-index.ts";
import { makeDynamoLaneItems } from "../../../lambdas/shared/adapters/dynamo-lane-items.ts";
import { makeDynamoLaneList } from "../../../lambdas/shared/adapters/dynamo-lane-list.ts";
import { makeDynamoOperatedRecords } from "../../../lambdas/shared/adapters/dynamo-operated-records.ts";
import { makeStatementRunner } from "../../../lambdas/shared/adapters/dynamo-statements.ts";
import { NAMES } from "../../../local/virtual-aws/function-environment.ts";
import { DELIVERIES_INDEXES } from "../../../local/virtual-aws/indexes.ts";
import { VirtualClock } from "../../../local/virtual-aws/virtual-clock.ts";
import { VirtualDynamoDb } from "../../../local/virtual-aws/virtual-dynamodb.ts";
import { VirtualTable } from "../../../local/virtual-aws/virtual-table.ts";
import { amountOf, Meter } from "../../../local/simulate/cost/usage.ts";
import { waitingStoresContract } from "../../contracts/waiting-stores.ts";

function openTable() {
  const meter = new Meter();
  const tables = [new VirtualTable(NAMES.deliveriesTable, DELIVERIES_INDEXES)];
  const virtual = new VirtualDynamoDb(tables, meter, new VirtualClock(0));
  const dynamodb = virtual as unknown as DynamoDBClient;
  return { meter, dynamodb, tableName: NAMES.deliveriesTable, crew: makeCrew() };
}

describe("the adapters on the virtual DynamoDB do what they do on the deployed one", () => {
  waitingStoresContract(async () => {
    const table = openTable();
    const readItem = makeItemReader(table);
    const run = makeStatementRunner(table);
    return {
      lanes: makeDynamoLaneItems(table),
      list: makeDynamoLaneList({ ...table, pageSize: 3 }),
      heartbeats: makeDynamoLaneHeartbeats(table),
      index: makeDynamoLaneIndex({ ...table, pageSize: 3 }),
      records: makeDynamoDeliveryRecords({ ...table, readItem, run }),
      operated: makeDynamoOperatedRecords(table),
    };
  });
});

describe("it counts", () => {
  const webhookId = "wh_0000000000000000000001";
  const owner = { application: "acme", environment: "production", webhookId } as const;

  test("a read of nothing as one unit, and one of an index as half", async () => {
    const table = openTable();
    await makeDynamoLaneItems(table).read(webhookId);
    expect(amountOf(table.meter.usage(), "readUnits")).toBe(1);
    await makeDynamoLaneIndex(table).holdsAny(webhookId);
    expect(amountOf(table.meter.usage(), "readUnits")).toBe(1.5);
  });

  test("a refused write as a write", async () => {
    const table = openTable();
    const lanes = makeDynamoLaneItems(table);
    await lanes.open(owner, undefined, 1);
    const written = amountOf(table.meter.usage(), "writeUnits");
    expect(written).toBe(2); // The lane, and its entry in the list of lanes.
    expect(await lanes.open(owner, undefined, 1)).toBe("refused");
    expect(amountOf(table.meter.usage(), "writeUnits")).toBe(written + 1);
  });
});
