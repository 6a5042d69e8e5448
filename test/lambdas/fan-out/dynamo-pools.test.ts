import { expect, test } from "vitest";

import { makeDynamoPools } from "../../../lambdas/fan-out/dynamo-pools.ts";
import { makeBatchScope } from "../../../lambdas/shared/aws-client/batch-calls.ts";
import { newStanding } from "../../../lambdas/shared/domain/standing.ts";
import { makeItemReader } from "../../../lambdas/shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoStandings } from "../../../lambdas/shared/dynamodb/dynamo-standings.ts";
import { openVirtualTable } from "../../support/virtual-table.ts";

const NOW_MS = 1_700_000_000_000;
const ACME = { application: "acme", environment: "production" } as const;
const NEW = newStanding(NOW_MS);
const TENANT = { badTurnsMs: [], slowUntilMs: NOW_MS + 60_000, level: 1, version: 1 };

function setUp() {
  const table = openVirtualTable();
  const clock = { nowMs: NOW_MS };
  const queries = { count: 0, fails: false };
  const send = (command: never) => {
    queries.count += 1;
    return queries.fails ? Promise.reject(new Error("throttled")) : table.dynamodb.send(command);
  };
  const poolsOf = makeDynamoPools({
    dynamodb: { send } as never,
    tableName: table.tableName,
    now: () => clock.nowMs,
  });
  const standings = makeDynamoStandings({
    ...table,
    readItem: makeItemReader({ ...table, batch: makeBatchScope() }),
  });
  return { poolsOf, standings, clock, queries };
}

test("a webhook that nothing is known against is served by the quick pool, a new one by the trial pool", async () => {
  const { poolsOf, standings } = setUp();
  await standings.put({ ...ACME, webhookId: "wh_new" }, NEW);
  await standings.put({ ...ACME, webhookId: "wh_slow" }, { ...NEW, state: "slow" });
  await standings.put({ ...ACME, webhookId: "wh_again" }, { ...NEW, state: "quick" });
  const poolOf = await poolsOf(ACME);
  const names = ["wh_proved", "wh_new", "wh_slow", "wh_again"];
  expect(names.map(poolOf)).toEqual(["quick", "trial", "slow", "quick"]);
  const elsewhere = await poolsOf({ ...ACME, environment: "sandbox" });
  expect(names.map(elsewhere)).toEqual(["quick", "quick", "quick", "quick"]);
});

test("no webhook of a slow tenant is served by the quick pool until its time is over", async () => {
  const { poolsOf, standings, clock } = setUp();
  await standings.putTenant(ACME, TENANT);
  expect((await poolsOf(ACME))("wh_proved")).toBe("trial");
  clock.nowMs = TENANT.slowUntilMs;
  expect((await poolsOf(ACME))("wh_proved")).toBe("quick");
});

test("one query in two seconds tells of a tenant, however many events it has", async () => {
  const { poolsOf, standings, clock, queries } = setUp();
  await Promise.all([poolsOf(ACME), poolsOf(ACME)]);
  await standings.put({ ...ACME, webhookId: "wh_new" }, NEW);
  clock.nowMs += 1999;
  expect((await poolsOf(ACME))("wh_new")).toBe("quick");
  expect(queries.count).toBe(1);
  clock.nowMs += 1;
  expect((await poolsOf(ACME))("wh_new")).toBe("trial");
  expect(queries.count).toBe(2);
});

test("what cannot be read is served by the quick pool, and no event fails of it", async () => {
  const { poolsOf, queries } = setUp();
  queries.fails = true;
  expect((await poolsOf(ACME))("wh_any")).toBe("quick");
});
