import { describe, expect, test } from "vitest";

import { makeFindLimited } from "../../../../../lambdas/config-api/webhooks/health/find-limited.ts";
import { showHealth } from "../../../../../lambdas/config-api/webhooks/health/webhook-health.ts";
import { blankRecord } from "../../../../../lambdas/shared/domain/delivery-record.ts";
import { eventIdOf } from "../../../../../lambdas/shared/domain/identifiers.ts";
import { newStanding } from "../../../../../lambdas/shared/domain/standing.ts";
import type { Webhook } from "../../../../../lambdas/shared/domain/webhook.ts";
import { DOWN } from "../../../../contracts/breakers.ts";
import { ACME, makeConfigApiTestBed } from "../../../../support/config-api-test-bed.ts";
import { MemoryBreakers } from "../../../../support/fakes/memory-breakers.ts";

const NOW = Date.parse("2026-01-31T12:00:00.000Z");
const RATE = { rate_limit: { per_second: 10 } };
const AT_ONCE = { max_in_flight: 5 };

/** A config API that knows how receivers are. */
function setUp() {
  const breakers = new MemoryBreakers();
  const bed = makeConfigApiTestBed(undefined, { breakers, listHealth: async () => new Map() });
  return { breakers, bed };
}

type Bed = ReturnType<typeof setUp>["bed"];

async function newWebhook(bed: Bed, config: object): Promise<string> {
  const given = { endpoint: "https://example.com/", events: ["A"], config };
  return (await bed.admin("POST", "/webhooks", given)).body.id;
}

/** Puts a delivery into its webhook's open lane, due so long ago. */
function keepBack(bed: Bed, webhookId: string, dueMs: number): void {
  const owner = { ...ACME, webhookId };
  bed.lanes.open(owner, undefined, NOW);
  const eventId = eventIdOf(ACME, "producer", String(dueMs));
  const identity = { ...owner, eventId, eventType: "A", acceptedAtMs: dueMs };
  const waits = { status: "parked", nextAttemptAtMs: dueMs } as const;
  bed.laneIndex.follow(`${webhookId}${dueMs}`, { ...blankRecord(identity), ...waits });
}

async function healthOf(bed: Bed, id: string): Promise<unknown> {
  return (await bed.admin("GET", `/webhooks/${id}`)).body.health;
}

async function found(bed: Bed, query: string): Promise<string[]> {
  const { body } = await bed.admin("GET", `/webhooks?${query}`);
  return body.data.map(({ id }: { id: string }) => id);
}

test("a limit is graver than slowness, and less than a receiver that is down or has just come back", () => {
  const standing = { ...newStanding(NOW), state: "slow" } as const;
  const of = (state?: "down" | "recovering" | "suspected") =>
    showHealth({ standing, breaker: state && { ...DOWN, state }, limited: { sinceMs: NOW } }).state;
  expect([of(), of("suspected"), of("recovering"), of("down")]).toEqual([
    "limited",
    "limited",
    "recovering",
    "down",
  ]);
});

describe("a webhook is limited", () => {
  test.each([
    ["a rate limit", RATE],
    ["a limit of requests at once", AT_ONCE],
  ])("while %s keeps back what is due, since the first of that was", async (_, config) => {
    const { bed } = setUp();
    const id = await newWebhook(bed, config);
    expect(await healthOf(bed, id)).toEqual({ state: "up" });
    keepBack(bed, id, NOW + 1);
    expect(await healthOf(bed, id)).toEqual({ state: "up" });
    keepBack(bed, id, NOW - 60_000);
    const health = { state: "limited", since: "2026-01-31T11:59:00.000Z" };
    expect(await healthOf(bed, id)).toEqual(health);
    const { body } = await bed.admin("GET", "/webhooks");
    expect(body.data).toMatchObject([{ id, health }]);
  });

  test("while its limiter has no slot, or a receiver asked for a pause", async () => {
    const { bed } = setUp();
    const id = await newWebhook(bed, RATE);
    const limiters: [object, string][] = [
      [{ nextUs: (NOW + 1000) * 1000, pausedUntilMs: 0 }, "up"],
      [{ nextUs: (NOW + 1001) * 1000, pausedUntilMs: 0 }, "limited"],
      [{ nextUs: 0, pausedUntilMs: NOW + 1 }, "limited"],
      [{ nextUs: 0, pausedUntilMs: NOW }, "up"],
    ];
    for (const [limiter, state] of limiters) {
      bed.limiters.set(id, limiter as { nextUs: number; pausedUntilMs: number });
      expect(await healthOf(bed, id)).toEqual({ state });
    }
  });

  test("not while it is disabled, has no limit, or its lane is closed", async () => {
    const { bed } = setUp();
    const ids = [
      await newWebhook(bed, RATE),
      await newWebhook(bed, {}),
      await newWebhook(bed, RATE),
    ];
    for (const id of ids) keepBack(bed, id, NOW - 1);
    const [disabled = "", , closed = ""] = ids;
    await bed.admin("POST", `/webhooks/${disabled}/disable`);
    bed.lanes.lanes.set(closed, { ...bed.lanes.lanes.get(closed)!, state: "closed" });
    for (const id of ids) expect(await healthOf(bed, id)).toEqual({ state: "up" });
    expect(await found(bed, "health=limited")).toEqual([]);
  });

  test("and lists find those that are, beside those that are not", async () => {
    const { bed, breakers } = setUp();
    const limited = await newWebhook(bed, RATE);
    const free = await newWebhook(bed, RATE);
    keepBack(bed, limited, NOW - 1);
    expect(await found(bed, "health=limited")).toEqual([limited]);
    expect(await found(bed, "health=up")).toEqual([free]);
    expect(await found(bed, "health=limited&limit=1")).toEqual([limited]);
    breakers.kept.set(limited, DOWN);
    expect(await healthOf(bed, limited)).toMatchObject({ state: "down" });
  });
});

test("only webhooks that have limits are asked, and of those with a closed lane nothing is queried", async () => {
  const asked: string[] = [];
  const note = <Value>(what: string, value: Value) => {
    return async (id: string) => {
      asked.push(`${what} ${id}`);
      return value;
    };
  };
  const findLimited = makeFindLimited({
    lanes: { find: note("lane", undefined) },
    laneIndex: { firstDueMs: note("index", 0) },
    limiters: { read: note("limiter", undefined) },
    defaultLimits: {},
  });
  const webhook = (id: string, config: object) => ({ id, status: "enabled", config }) as Webhook;
  const some = [webhook("a", {}), webhook("b", { rateLimit: 1 }), webhook("c", { maxInFlight: 1 })];
  expect(await findLimited(some, NOW)).toEqual(new Map());
  expect(asked.toSorted()).toEqual(["lane b", "lane c", "limiter b"]);
});
