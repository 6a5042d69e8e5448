import { describe, expect, test } from "vitest";

import { makeDynamoHealthList } from "../../../../../lambdas/config-api/webhooks/health/dynamo-health-list.ts";
import {
  makeReopen,
  showHealth,
} from "../../../../../lambdas/config-api/webhooks/health/webhook-health.ts";
import type { Breaker } from "../../../../../lambdas/shared/domain/breaker.ts";
import { newStanding, type Standing } from "../../../../../lambdas/shared/domain/standing.ts";
import type { Tenant } from "../../../../../lambdas/shared/domain/tenant.ts";
import { breakerAttributes } from "../../../../../lambdas/shared/dynamodb/dynamo-breakers.ts";
import {
  standingItemKey,
  tenantStandingItemKey,
  writeStanding,
} from "../../../../../lambdas/shared/dynamodb/dynamo-standings.ts";
import { DOWN } from "../../../../contracts/breakers.ts";
import { makeConfigApiTestBed } from "../../../../support/config-api-test-bed.ts";
import { MemoryBreakers } from "../../../../support/fakes/memory-breakers.ts";
import { makeRecordedLog } from "../../../../support/recorded-log.ts";
import { openVirtualTable } from "../../../../support/virtual-table.ts";

const NOW = Date.parse("2026-01-31T12:00:00.000Z");
const since = "2026-01-31T11:59:00.000Z";
const standing: Standing = { ...newStanding(NOW - 60_000), state: "slow" };
const down: Breaker = { ...DOWN, sinceMs: NOW - 60_000 };
const WEBHOOK = { endpoint: "https://example.com/", events: ["A"] };
const TENANT = { application: "acme", environment: "production" } as const;

test("one word tells how a receiver is, the gravest", () => {
  const of = (state: Standing["state"] | undefined, breaker?: Breaker["state"]) =>
    showHealth({
      standing: state && { ...standing, state },
      breaker: breaker && { ...down, state: breaker },
    });
  expect(of(undefined)).toEqual({ state: "up" });
  expect(of("quick")).toEqual({ state: "up", since });
  expect(of("unproven")).toEqual({ state: "up", since });
  expect(of("slow")).toEqual({ state: "slow", since });
  expect(of("slow", "suspected")).toEqual({ state: "slow", since });
  expect(of("slow", "recovering")).toEqual({ state: "recovering", since });
  expect(of("quick", "down")).toEqual({ state: "down", since });
});

/** A config API beside breakers in memory. */
function setUp() {
  const breakers = new MemoryBreakers();
  const bed = makeConfigApiTestBed(undefined, {
    breakers,
    listHealth: async () =>
      new Map([...breakers.kept].map(([id, breaker]) => [id, { standing: undefined, breaker }])),
  });
  return { breakers, bed };
}

describe("the API", () => {
  test("shows how a receiver is, with the webhook and in lists, and finds those that are down", async () => {
    const { breakers, bed } = setUp();
    const { body: one } = await bed.admin("POST", "/webhooks", WEBHOOK);
    const { body: two } = await bed.admin("POST", "/webhooks", WEBHOOK);
    breakers.kept.set(one.id, down);
    expect((await bed.admin("GET", `/webhooks/${one.id}`)).body.health).toEqual({
      state: "down",
      since,
    });
    expect((await bed.admin("GET", `/webhooks/${two.id}`)).body.health).toEqual({ state: "up" });
    const idsOf = async (query: string) => {
      const { body } = await bed.admin("GET", `/webhooks${query}`);
      return body.data.map(({ id, health }: { id: string; health: unknown }) => [id, health]);
    };
    expect(await idsOf("?health=down")).toEqual([[one.id, { state: "down", since }]]);
    expect(await idsOf("?health=up")).toEqual([[two.id, { state: "up" }]]);
    expect(await idsOf("")).toHaveLength(2);
  });

  test("refuses a health that there is not", async () => {
    const { bed } = setUp();
    expect((await bed.admin("GET", "/webhooks?health=well")).status).toBe(422);
  });

  test("tries a receiver again whose webhook was changed, or that a test reached", async () => {
    const { breakers, bed } = setUp();
    const { body: made } = await bed.admin("POST", "/webhooks", WEBHOOK);
    breakers.kept.set(made.id, down);
    await bed.admin("PATCH", `/webhooks/${made.id}`, { endpoint: "https://example.com/moved" });
    expect(breakers.kept.get(made.id)).toMatchObject({ state: "recovering", version: 2 });
    breakers.kept.set(made.id, down);
    await bed.admin("POST", `/webhooks/${made.id}/test`);
    expect(breakers.kept.get(made.id)).toMatchObject({ state: "recovering", version: 2 });
  });

  test("tells once that it is tried again, however that came", async () => {
    const { breakers, bed } = setUp();
    const { body: made } = await bed.admin("POST", "/webhooks", WEBHOOK);
    const recovered = {
      tenant: TENANT,
      type: "webhook.recovered",
      id: `webhook.recovered:${made.id}:${NOW}`,
      payload: { webhook_id: made.id, recovered_at: "2026-01-31T12:00:00.000Z" },
    };
    const changes = [
      () => bed.admin("PATCH", `/webhooks/${made.id}`, { name: "moved" }),
      () => bed.admin("POST", `/webhooks/${made.id}/test`),
    ];
    for (const change of changes) {
      breakers.kept.set(made.id, down);
      bed.told.length = 0;
      await change();
      expect(bed.told).toEqual([recovered]);
      await change();
      expect(bed.told).toEqual([recovered]);
    }
  });

  test("does not tell of a test that failed", async () => {
    const { breakers, bed } = setUp();
    const { body: made } = await bed.admin("POST", "/webhooks", WEBHOOK);
    breakers.kept.set(made.id, down);
    const times = { startedAtMs: NOW, durationMs: 8 };
    const response = { kind: "response", bodyHead: "", retryAfter: undefined, ...times } as const;
    bed.sender.send = async () => ({ ...response, status: 503 });
    await bed.admin("POST", `/webhooks/${made.id}/test`);
    expect(breakers.kept.get(made.id)).toEqual(down);
    expect(bed.told.map(({ type }) => type)).not.toContain("webhook.recovered");
  });

  test("keeps what a webhook says of the breaker, and warns where a schedule is fixed", async () => {
    const { bed } = setUp();
    const retry = { kind: "exponential", breaker: false };
    const { body: off } = await bed.admin("POST", "/webhooks", { ...WEBHOOK, config: { retry } });
    expect(off.config.retry).toMatchObject({ kind: "exponential", breaker: false });
    const asked = { config: { retry: { kind: "exponential", breaker: true } } };
    const warningsOf = async (change: object) =>
      (
        (await bed.admin("POST", "/webhooks", { ...WEBHOOK, ...asked, ...change })).body.warnings ??
        []
      ).map(({ field }: { field: string }) => field);
    const field = "config.retry.breaker";
    expect(await warningsOf({})).not.toContain(field);
    expect(await warningsOf({ profile: "pawapass" })).toContain(field);
    expect(await warningsOf({ events: ["A", "WORKFLOW_COMPLETED"] })).toContain(field);
    const short = { config: { retry: { kind: "fixed", breaker: true } } };
    expect(await warningsOf(short)).toContain(field);
  });
});

describe("a receiver that is tried again", () => {
  const owner = { ...TENANT, webhookId: "wh_a" };

  test("gets what waits at once, where it was down", async () => {
    const breakers = new MemoryBreakers();
    const woken: string[] = [];
    const { log } = makeRecordedLog();
    const wakeLane = async ({ webhookId }: { webhookId: string }) => void woken.push(webhookId);
    const told: string[] = [];
    const publishOperation = async (_: Tenant, { type }: { type: string }) => void told.push(type);
    const reopen = makeReopen({ breakers, wakeLane, publishOperation, log });
    await reopen(owner, NOW);
    expect(woken).toEqual([]);
    breakers.kept.set("wh_a", down);
    await reopen(owner, NOW);
    expect(woken).toEqual(["wh_a"]);
    breakers.put = async () => "refused";
    breakers.kept.set("wh_a", down);
    await reopen(owner, NOW);
    expect(woken).toEqual(["wh_a"]);
    expect(told).toEqual(["webhook.recovered"]);
  });

  test("fails nobody's request", async () => {
    const breakers = new MemoryBreakers();
    breakers.kept.set("wh_a", down);
    const { log, lines } = makeRecordedLog();
    const wakeLane = () => Promise.reject(new Error("no lane"));
    const publishOperation = () => Promise.reject(new Error("no bus"));
    await makeReopen({ breakers, wakeLane, publishOperation, log })(owner, NOW);
    const messages = () => lines.map((line) => (JSON.parse(line) as string[])[1]);
    expect(messages()).toEqual(["webhook recovered", "lane not woken"]);
    await makeReopen({ wakeLane, publishOperation, log })(owner, NOW);
    expect(messages()).toHaveLength(2);
  });
});

test("the list of a tenant has those of whom anything is known", async () => {
  const table = openVirtualTable();
  table.table.put({ ...standingItemKey(TENANT, "wh_a"), ...breakerAttributes(down) });
  table.table.put({ ...standingItemKey(TENANT, "wh_b"), ...writeStanding(standing) });
  table.table.put({ ...tenantStandingItemKey(TENANT), version: { N: "1" } });
  expect(await makeDynamoHealthList(table)(TENANT)).toEqual(
    new Map([
      ["wh_a", { standing: undefined, breaker: down }],
      ["wh_b", { standing, breaker: undefined }],
    ]),
  );
});
