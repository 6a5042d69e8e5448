import { randomBytes } from "node:crypto";

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { makeCrew } from "../../lambdas/shared/adapters/coalesce.ts";
import { makeItemReader } from "../../lambdas/shared/adapters/dynamo-batch-reader.ts";
import { makeDynamoDeliveryRecords } from "../../lambdas/shared/adapters/dynamo-delivery-records.ts";
import { makeDynamoLaneHeartbeats } from "../../lambdas/shared/adapters/dynamo-lane-heartbeats.ts";
import { makeDynamoLaneIndex } from "../../lambdas/shared/adapters/dynamo-lane-index.ts";
import { makeDynamoLaneItems } from "../../lambdas/shared/adapters/dynamo-lane-items.ts";
import { makeDynamoLaneRegister } from "../../lambdas/shared/adapters/dynamo-lane-register.ts";
import { makeDynamoOperatedRecords } from "../../lambdas/shared/adapters/dynamo-operated-records.ts";
import { makeStatementRunner } from "../../lambdas/shared/adapters/dynamo-statements.ts";
import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import type { LaneOwner } from "../../lambdas/shared/domain/lane.ts";
import { testCloud } from "../support/cloud.ts";
import { waitingStoresContract } from "./waiting-stores.ts";

interface Table {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  readonly crew: ReturnType<typeof makeCrew>;
}

let table: Table;

async function openTable(): Promise<Table> {
  const { client, outputs } = await testCloud();
  return {
    dynamodb: new DynamoDBClient(client),
    tableName: outputs["DeliveriesTableName"] ?? "",
    crew: makeCrew(),
  };
}

beforeAll(async () => {
  table = await openTable();
});

afterAll(() => {
  table.dynamodb.destroy();
});

describe("the stores behind waiting in DynamoDB", () => {
  waitingStoresContract(async () => ({
    lanes: makeDynamoLaneItems(table),
    heartbeats: makeDynamoLaneHeartbeats(table),
    index: makeDynamoLaneIndex({ ...table, pageSize: 3 }),
    records: makeDynamoDeliveryRecords({
      ...table,
      readItem: makeItemReader(table),
      run: makeStatementRunner(table),
    }),
    operated: makeDynamoOperatedRecords(table),
  }));
});

describe("the list of lanes in DynamoDB", () => {
  test("holds a lane from its entry on, which is a closed one, and changes it no more", async () => {
    const register = makeDynamoLaneRegister(table);
    const lanes = makeDynamoLaneItems(table);
    const owner = newOwner();
    await register.enter(owner);
    const entered = await lanes.read(owner.webhookId);
    expect(entered).toMatchObject({ state: "closed", generation: 0 });
    expect(await listed(owner.webhookId)).toEqual(owner);
    expect(await lanes.open(owner, entered, 1000)).toBe("written");
    await register.enter(owner);
    expect(await lanes.read(owner.webhookId)).toMatchObject({ state: "opening", generation: 1 });
    expect(await listed(owner.webhookId)).toEqual(owner);
  });

  test("holds a lane that was opened without an entry", async () => {
    const owner = newOwner();
    await makeDynamoLaneItems(table).open(owner, undefined, 1000);
    expect(await listed(owner.webhookId)).toEqual(owner);
  });

  test("lets go of a lane that never ran, and of no other", async () => {
    const register = makeDynamoLaneRegister(table);
    const [idle, ran] = [newOwner(), newOwner()];
    await register.enter(idle);
    await register.leave(idle.webhookId);
    await register.leave(newOwner().webhookId);
    expect(await listed(idle.webhookId)).toBeUndefined();
    await makeDynamoLaneItems(table).open(ran, undefined, 1000);
    await register.leave(ran.webhookId);
    expect(await listed(ran.webhookId)).toEqual(ran);
  });
});

function newOwner(): LaneOwner {
  return {
    application: "acme",
    environment: "sandbox",
    webhookId: webhookIdFrom(randomBytes(16)),
  };
}

async function listed(webhookId: string): Promise<LaneOwner | undefined> {
  const register = makeDynamoLaneRegister(table);
  let after: string | undefined;
  do {
    const page = await register.list(after);
    const found = page.owners.find((owner) => owner.webhookId === webhookId);
    if (found !== undefined) return found;
    after = page.next;
  } while (after !== undefined);
  return undefined;
}
