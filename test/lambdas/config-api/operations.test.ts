import { describe, expect, test } from "vitest";

import type { DeliveryRecord } from "../../../lambdas/shared/domain/delivery-record.ts";
import {
  deliveryIdOf,
  eventIdOf,
  webhookIdFrom,
} from "../../../lambdas/shared/domain/identifiers.ts";
import type { Tenant } from "../../../lambdas/shared/domain/tenant.ts";
import { DOWN } from "../../contracts/breakers.ts";
import { ACME, type Answered, GLOBEX } from "../../support/config-api-test-bed.ts";
import { deliveryOf } from "../../support/delivery-of.ts";
import { MemoryBreakers } from "../../support/fakes/memory-breakers.ts";
import { freshTestBed } from "../../support/fresh-test-bed.ts";
import { allPages } from "../../support/webhook-requests.ts";

const MINUTE_MS = 60_000;

const bed = freshTestBed();

function operations(query = ""): Promise<Answered> {
  return bed.operator("GET", `/operations${query}`);
}

/** All pages of the list. */
const everything = (query = "limit=1") => allPages((cursor) => operations(`?${query}${cursor}`));

async function newWebhook(tenant: Tenant = ACME): Promise<string> {
  const webhook = { endpoint: "https://secret.example/path", events: ["A"] };
  return (await bed.admin("POST", "/webhooks", webhook, undefined, tenant)).body.id;
}

/**
 * Parks a delivery; `number` says when it was accepted and when it is due, minutes before and after
 * now.
 */
async function park(
  webhookId: string,
  number: number,
  given: Partial<DeliveryRecord> = {},
  tenant: Tenant = ACME,
): Promise<void> {
  const { nowMs } = bed.clock;
  const record = deliveryOf({ ...tenant, webhookId }, number, {
    acceptedAtMs: nowMs - number * MINUTE_MS,
    status: "parked",
    attempts: number,
    nextAttemptAtMs: nowMs + number * MINUTE_MS,
    lastOutcome: "503",
    ...given,
  });
  bed.lanes.note({ ...tenant, webhookId }, nowMs);
  bed.laneIndex.follow(deliveryIdOf(record), record);
  await bed.history.putRecord(record);
}

describe("GET /operations: receivers with deliveries that wait", () => {
  test("says who, how many, since when and why, and nothing else of them", async () => {
    const webhookId = await newWebhook();
    for (const number of [20, 21, 22]) await park(webhookId, number);
    await park(webhookId, 23, { lastOutcome: "timeout" });
    const { status, body, text } = await operations();
    expect(status).toBe(200);
    expect(body).toEqual({
      data: [
        {
          kind: "waiting",
          ...ACME,
          webhook_id: webhookId,
          webhook_status: "enabled",
          parked: 4,
          more: false,
          next_attempt_at: "2026-01-31T12:20:00.000Z",
          oldest_accepted_at: "2026-01-31T11:37:00.000Z",
          attempt_count: 23,
          last_outcomes: ["503", "timeout"],
          lane_used_at: "2026-01-31T12:00:00.000Z",
        },
      ],
      next_cursor: null,
    });
    expect(text).not.toContain("secret.example");
  });

  test("has those of all tenants, on pages of any size", async () => {
    const webhooks = [await newWebhook(), await newWebhook(), await newWebhook(GLOBEX)];
    for (const [index, id] of webhooks.entries()) {
      await park(id, 20, {}, index === 2 ? GLOBEX : ACME);
    }
    for (const limit of [1, 2, 50]) {
      const found = await everything(`limit=${limit}`);
      expect(found.map(({ webhook_id: id }) => id).toSorted()).toEqual(webhooks.toSorted());
    }
  });

  test("looks at twenty lanes at a time", async () => {
    for (let number = 0; number < 21; number += 1) {
      await park(webhookIdFrom(Buffer.alloc(16, number + 1)), 20);
    }
    const { body } = await operations("?limit=200");
    expect(body.data).toHaveLength(20);
    expect(body.next_cursor).not.toBeNull();
    expect(await everything("limit=200")).toHaveLength(21);
  });

  test("counts a thousand deliveries and says that there are more", async () => {
    const webhookId = await newWebhook();
    for (let number = 0; number < 1001; number += 1) await park(webhookId, 20 + number);
    const { body } = await operations();
    expect(body.data).toMatchObject([{ parked: 1000, more: true, attempt_count: 1019 }]);
  });

  test("looks at four deliveries of a receiver, the first due and the last due among them", async () => {
    const webhookId = await newWebhook();
    const numbers = Array.from({ length: 100 }, (_, index) => 20 + index);
    for (const number of numbers) await park(webhookId, number, { lastOutcome: String(number) });
    const { body } = await operations();
    expect(body.data[0].last_outcomes).toEqual(["20", "53", "86", "119"]);
  });

  test.each([
    ["disabled", (id: string) => bed.admin("POST", `/webhooks/${id}/disable`)],
    ["deleted", (id: string) => bed.admin("DELETE", `/webhooks/${id}`)],
  ] as const)("says that a webhook is %s", async (status, change) => {
    const webhookId = await newWebhook();
    await park(webhookId, 20);
    await change(webhookId);
    const { body } = await operations();
    expect(body.data).toMatchObject([{ webhook_status: status, parked: 1 }]);
  });

  test("tells no outcome of a delivery that ended meanwhile, or was never tried", async () => {
    const webhookId = await newWebhook();
    await park(webhookId, 20);
    const eventId = eventIdOf(ACME, "producer", "20");
    const record = await bed.history.reader.record({ eventId, webhookId });
    await bed.history.putRecord({ ...record!, status: "delivered", lastOutcome: "200" });
    const { nowMs } = bed.clock;
    const waits = { status: "parked", nextAttemptAtMs: nowMs + MINUTE_MS } as const;
    const never = deliveryOf({ ...ACME, webhookId }, 21, { acceptedAtMs: nowMs, ...waits });
    await bed.history.putRecord(never);
    bed.laneIndex.follow("never tried", never);
    const { body } = await operations();
    expect(body.data).toMatchObject([
      {
        parked: 2,
        attempt_count: 0,
        oldest_accepted_at: "2026-01-31T12:00:00.000Z",
        last_outcomes: [],
      },
    ]);
  });

  test("lists an empty lane for 15 minutes: what it handed over may lie in the queue", async () => {
    const webhookId = await newWebhook();
    bed.lanes.note({ ...ACME, webhookId }, bed.clock.nowMs);
    bed.clock.nowMs += 15 * MINUTE_MS - 1;
    expect((await operations()).body.data).toEqual([
      {
        kind: "waiting",
        ...ACME,
        webhook_id: webhookId,
        webhook_status: "enabled",
        parked: 0,
        more: false,
        last_outcomes: [],
        lane_used_at: "2026-01-31T12:00:00.000Z",
      },
    ]);
    bed.clock.nowMs += 1;
    expect((await operations()).body.data).toEqual([]);
  });

  test("leaves out a lane that was removed meanwhile", async () => {
    await park(await newWebhook(), 20);
    const lanes = { ...bed.ports.lanes, find: async () => undefined };
    const { operator } = bed.handlerWith({ lanes });
    expect((await operator("GET", "/operations")).body.data).toEqual([]);
  });
});

describe("GET /operations: receivers that are down", () => {
  /** The bed with breakers that are kept in memory. */
  function withBreakers() {
    const breakers = new MemoryBreakers();
    const { operator } = bed.handlerWith({ breakers });
    const down = (query = "") => operator("GET", `/operations?kind=down${query}`);
    return { breakers: breakers.kept, down, operator };
  }

  test("says who, since when and how many wait, and nothing else of them", async () => {
    const { breakers, operator } = withBreakers();
    const webhookId = await newWebhook();
    for (const number of [20, 21]) await park(webhookId, number);
    const sinceMs = bed.clock.nowMs - 5 * MINUTE_MS;
    breakers.set(webhookId, { ...DOWN, sinceMs, probedAtMs: bed.clock.nowMs - MINUTE_MS });
    const { body, text } = await operator("GET", "/operations");
    expect(body.data).toMatchObject([{ kind: "down" }, { kind: "waiting" }]);
    expect(body.data[0]).toEqual({
      kind: "down",
      ...ACME,
      webhook_id: webhookId,
      webhook_status: "enabled",
      state: "down",
      since: "2026-01-31T11:55:00.000Z",
      probed_at: "2026-01-31T11:59:00.000Z",
      parked: 2,
      more: false,
    });
    expect(text).not.toContain("secret.example");
  });

  test("has one that has just come back, and none that is up, or merely suspected", async () => {
    const { breakers, down } = withBreakers();
    const ids = [await newWebhook(), await newWebhook(), await newWebhook(GLOBEX)];
    const states = ["recovering", "suspected", "down"] as const;
    for (const [place, id] of ids.entries()) {
      await park(id, 20, {}, place === 2 ? GLOBEX : ACME);
      breakers.set(id, { ...DOWN, state: states[place]!, probedAtMs: 0 });
    }
    const found = (await down()).body.data.map((one: any) => [
      one.application,
      one.state,
      one.probed_at,
    ]);
    expect(found.toSorted()).toEqual([
      ["acme", "recovering", undefined],
      ["globex", "down", undefined],
    ]);
    await bed.admin("DELETE", `/webhooks/${ids[0]}`);
    const first = (await down()).body.data.find((one: any) => one.webhook_id === ids[0]);
    expect(first).toMatchObject({ webhook_status: "deleted", parked: 1 });
  });

  test("goes on from page to page, and misses none", async () => {
    const { breakers, down } = withBreakers();
    const ids = Array.from({ length: 25 }, (_, index) =>
      webhookIdFrom(Buffer.alloc(16, index + 1)),
    );
    for (const id of ids) {
      await park(id, 20);
      breakers.set(id, DOWN);
    }
    for (const limit of [1, 7, 200]) {
      const found = await allPages(async (cursor) => {
        const answer = await down(`&limit=${limit}${cursor}`);
        expect(answer.body.data.length).toBeLessThanOrEqual(20);
        return answer;
      });
      expect(found.map((one) => one.webhook_id).toSorted()).toEqual(ids.toSorted());
    }
  });
});

describe("GET /operations: what was dropped and rejected", () => {
  const wh = (number: number) => webhookIdFrom(Buffer.alloc(16, number));

  function drop(webhookId: string, reason: string, tenant: Tenant = ACME): Promise<void> {
    const owner = { kind: "dropped", ...tenant, webhookId } as const;
    return bed.tallies.count({ owner, reason, id: "dlv_secret", places: [], isTold: true });
  }

  function reject(tenant: Tenant | undefined, reason: string): Promise<void> {
    const owner =
      tenant === undefined
        ? ({ kind: "unaddressed" } as const)
        : ({ kind: "rejected", ...tenant } as const);
    return bed.tallies.count({ owner, reason, id: "evt_secret", places: ["secret"], isTold: true });
  }

  /** Closes what the last minutes counted. */
  async function closeTallies(): Promise<void> {
    const { tallies } = await bed.tallies.open.list(bed.clock.nowMs);
    for (const tally of tallies) await bed.tallies.open.close(tally);
  }

  test("is counted by webhook, by tenant, and for nobody, reason by reason", async () => {
    await drop(wh(1), "attempts_spent");
    await closeTallies();
    bed.clock.nowMs += MINUTE_MS;
    await drop(wh(1), "attempts_spent");
    await drop(wh(1), "gone");
    await drop(wh(2), "expired", GLOBEX);
    await reject(ACME, "malformed");
    await reject(undefined, "not_json");
    const { body, text } = await operations();
    const day = "2026-01-31";
    expect(body).toEqual({
      data: [
        {
          kind: "dropped",
          ...ACME,
          webhook_id: wh(1),
          day,
          count: 3,
          reasons: { attempts_spent: 2, gone: 1 },
        },
        { kind: "dropped", ...GLOBEX, webhook_id: wh(2), day, count: 1, reasons: { expired: 1 } },
        { kind: "rejected", ...ACME, day, count: 1, reasons: { malformed: 1 } },
        { kind: "unaddressed", day, count: 1, reasons: { not_json: 1 } },
      ],
      next_cursor: null,
    });
    expect(text).not.toContain("secret");
  });

  test("goes on from page to page and from kind to kind", async () => {
    await park(await newWebhook(), 20);
    await drop(wh(1), "gone");
    await drop(wh(2), "gone");
    await reject(ACME, "malformed");
    await reject(GLOBEX, "malformed");
    await reject(undefined, "not_json");
    for (const limit of [1, 2, 50]) {
      expect((await everything(`limit=${limit}`)).map(({ kind }) => kind)).toEqual([
        "waiting",
        "dropped",
        "dropped",
        "rejected",
        "rejected",
        "unaddressed",
      ]);
    }
  });

  test("can be asked for one kind and another day", async () => {
    await drop(wh(1), "gone");
    await reject(ACME, "malformed");
    expect(await everything("kind=rejected&limit=1")).toMatchObject([{ kind: "rejected" }]);
    expect(await everything("kind=dropped&day=2026-01-30")).toEqual([]);
    expect(await everything("kind=dropped&day=2026-01-31")).toHaveLength(1);
  });

  test("stays with its day when midnight passes between two pages", async () => {
    await drop(wh(1), "gone");
    await drop(wh(2), "gone");
    const { body } = await operations("?kind=dropped&limit=1");
    bed.clock.nowMs += 86_400_000;
    const next = await operations(`?kind=dropped&limit=1&cursor=${body.next_cursor}`);
    expect(next.body.data).toMatchObject([{ webhook_id: wh(2), day: "2026-01-31" }]);
  });

  test("asks for the last minutes once a request", async () => {
    let asked = 0;
    const dayTallies = {
      ...bed.ports.dayTallies,
      async open() {
        asked += 1;
        return [];
      },
    };
    await bed.handlerWith({ dayTallies }).operator("GET", "/operations");
    expect(asked).toBe(1);
  });
});

describe("GET /operations", () => {
  test("is answered fifty times at once, and then ten times a second", async () => {
    for (let number = 0; number < 50; number += 1) expect((await operations()).status).toBe(200);
    const { status, body } = await operations();
    expect(status).toBe(429);
    expect(body.detail).toMatch(/^The operator key asks this route too often/u);
    bed.clock.nowMs += 100;
    expect((await operations()).status).toBe(200);
  });

  test.each(["admin", "manager", "publisher", "reader"] as const)(
    "is refused to the role %s",
    async (role) => {
      const { status } = await bed.as(role, "GET", "/operations");
      expect(status).toBe(403);
    },
  );

  test.each([
    ["kind", "kind=secrets"],
    ["day", "day=2026-02-30"],
    ["limit", "limit=201"],
    ["cursor", "cursor=x"],
  ])("refuses a wrong %s by its name", async (field, query) => {
    const { status, body } = await operations(`?${query}`);
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ field }]);
  });
});
