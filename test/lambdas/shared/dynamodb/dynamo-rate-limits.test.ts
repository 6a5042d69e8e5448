import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { expect, test } from "vitest";

import { makeBatchScope } from "../../../../lambdas/shared/aws-client/batch-calls.ts";
import { makeItemReader } from "../../../../lambdas/shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoRateLimits } from "../../../../lambdas/shared/dynamodb/dynamo-rate-limits.ts";
import { thisMachine } from "../../../../lambdas/shared/runtime/machine.ts";
import { openVirtualTable } from "../../../support/virtual-table.ts";

const NOW_MS = 1_700_000_000_000;
const WEBHOOK = "wh_0000000000000000000002";

/** Functions on one table; `writes` counts those of all. */
function setUp() {
  const { dynamodb, tableName } = openVirtualTable();
  const table = { writes: 0, refusals: 0, fails: false };
  const client = {
    send: async (command: never) => {
      if (table.fails) throw new Error("throttled");
      table.writes += 1;
      if (table.refusals > 0) {
        table.refusals -= 1;
        const Item = { nextSlot: { N: String((NOW_MS - table.refusals) * 1000) } };
        throw new ConditionalCheckFailedException({ $metadata: {}, message: "", Item });
      }
      return dynamodb.send(command);
    },
  } as unknown as typeof dynamodb;
  const clock = { nowMs: NOW_MS };
  const newFunction = () => {
    const batch = makeBatchScope({ ...thisMachine, now: () => clock.nowMs });
    const readItem = makeItemReader({ dynamodb, tableName, batch });
    const limits = makeDynamoRateLimits({ dynamodb: client, tableName, readItem, batch });
    const takeMany = async (count: number, perSecond: number, webhookId = WEBHOOK) => {
      const takes = Array.from({ length: count }, () => limits.take(webhookId, perSecond));
      const slots = await Promise.all(takes);
      return slots.filter((untilMs) => untilMs !== undefined).length;
    };
    return { limits, takeMany };
  };
  return { table, clock, newFunction };
}

test("all records of a batch cost one write a webhook", async () => {
  const { table, newFunction } = setUp();
  const { takeMany } = newFunction();
  const counts = await Promise.all([takeMany(7, 100), takeMany(3, 100, "wh_other")]);
  expect(counts).toEqual([7, 3]);
  expect(table.writes).toBe(2);
});

test("what is known to be spent costs none", async () => {
  const { table, clock, newFunction } = setUp();
  const { takeMany } = newFunction();
  expect(await takeMany(5, 1)).toBe(2);
  expect(table.writes).toBe(1);
  clock.nowMs += 900;
  expect(await takeMany(5, 1)).toBe(0);
  expect(table.writes).toBe(1);
});

test("of what others spent a function hears by a write that is refused, five times a second at most", async () => {
  const { table, clock, newFunction } = setUp();
  const { takeMany } = newFunction();
  await takeMany(2, 100);
  expect(await newFunction().takeMany(99, 100)).toBe(99);
  table.writes = 0;
  for (let ms = 0; ms < 200; ms += 10) {
    expect(await takeMany(1, 100)).toBe(0);
    clock.nowMs += 10;
  }
  expect(table.writes).toBe(1);
  expect(await takeMany(1, 100)).toBe(1);
});

test("a function that is wrong about the limiter asks once more, for what is there", async () => {
  const { table, clock, newFunction } = setUp();
  const { takeMany } = newFunction();
  await takeMany(1, 2);
  clock.nowMs += 10_000;
  await newFunction().takeMany(2, 2);
  table.writes = 0;
  expect(await takeMany(2, 2)).toBe(1);
  expect(table.writes).toBe(2);
});

test("one that is refused three times finds no slot", async () => {
  const { table, newFunction } = setUp();
  // Each time it looks there are slots, and each time another was quicker.
  table.refusals = 9;
  expect(await newFunction().takeMany(1, 2)).toBe(0);
  expect(table.refusals).toBe(6);
});

test("a fault of the table is one of each record that asked", async () => {
  const { table, newFunction } = setUp();
  const { limits } = newFunction();
  table.fails = true;
  const results = await Promise.allSettled([limits.take(WEBHOOK, 1), limits.take(WEBHOOK, 1)]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect(limits.pause(WEBHOOK, 1, NOW_MS)).rejects.toThrow("throttled");
});
