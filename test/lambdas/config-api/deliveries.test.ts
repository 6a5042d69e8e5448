import { beforeEach, describe, expect, test } from "vitest";

import type { DeliveryRecord } from "../../../lambdas/shared/domain/delivery-record.ts";
import { deliveryIdOf, eventIdOf } from "../../../lambdas/shared/domain/identifiers.ts";
import type { Webhook } from "../../../lambdas/shared/domain/webhook.ts";
import { ACME, GLOBEX } from "../../support/config-api-test-bed.ts";
import { deliveryOf } from "../../support/delivery-of.ts";
import { freshTestBed } from "../../support/fresh-test-bed.ts";
import { allPages, webhookOf } from "../../support/webhook-requests.ts";

const ACCEPTED_AT_MS = Date.parse("2026-01-31T11:00:00.000Z");

const bed = freshTestBed();
let webhookId = "";

beforeEach(async () => {
  webhookId = await webhookOf(bed);
});

/** Puts the record of a delivery: `number` makes its event, and by default the minute of it. */
async function put(number: number, given: Partial<DeliveryRecord> = {}): Promise<string> {
  const record = deliveryOf({ ...ACME, webhookId }, number, {
    acceptedAtMs: ACCEPTED_AT_MS + number * 60_000,
    eventType: "CARD_STATUS_CHANGE",
    attempts: 1,
    ...given,
  });
  await bed.history.putRecord(record);
  return deliveryIdOf(record);
}

async function list(path: string): Promise<string[]> {
  const { status, body } = await bed.admin("GET", path);
  expect(status).toBe(200);
  expect(body.next_cursor).toBeNull();
  return body.data.map(({ id }: { id: string }) => id);
}

/** The ids on all pages of a list. */
async function idsOf(path: string): Promise<string[]> {
  const found = await allPages((cursor) => bed.admin("GET", `${path}${cursor}`));
  return found.map(({ id }) => id as string);
}

describe("GET /webhooks/{id}/deliveries", () => {
  test("shows what became of each", async () => {
    await put(1, {
      status: "queued",
      nextAttemptAtMs: ACCEPTED_AT_MS + 120_000,
      lastOutcome: "503",
    });
    await put(2, { status: "delivered", lastOutcome: "200", settledAtMs: ACCEPTED_AT_MS + 999 });
    await put(3, { status: "dropped", dropReason: "attempts_spent", lastOutcome: "timeout" });
    await put(4, { status: "dropped", dropReason: "cancelled" });
    await put(5, { status: "parked" });
    const { body } = await bed.admin("GET", `/webhooks/${webhookId}/deliveries`);
    expect(body.data.map(({ status }: { status: string }) => status)).toEqual([
      "waiting",
      "cancelled",
      "dropped",
      "delivered",
      "waiting",
    ]);
    expect(body.data[4]).toEqual({
      id: expect.stringMatching(/^dlv_/u),
      event_id: eventIdOf(ACME, "producer", "1"),
      webhook_id: webhookId,
      event_type: "CARD_STATUS_CHANGE",
      ...ACME,
      status: "waiting",
      attempt_count: 1,
      accepted_at: "2026-01-31T11:01:00.000Z",
      next_attempt_at: "2026-01-31T11:02:00.000Z",
      last_outcome: "503",
    });
    expect(body.data[3]).toMatchObject({ settled_at: "2026-01-31T11:00:00.999Z" });
    expect(body.data[2]).toMatchObject({ drop_reason: "attempts_spent" });
  });

  test("gives every delivery once, newest first, on pages of any size", async () => {
    const ids: string[] = [];
    for (let number = 0; number < 25; number += 1) {
      // Five at a time in one millisecond.
      const acceptedAtMs = ACCEPTED_AT_MS + Math.floor(number / 5);
      ids.push(await put(number, { acceptedAtMs }));
    }
    const whole = await list(`/webhooks/${webhookId}/deliveries?limit=200`);
    expect(whole.toSorted()).toEqual(ids.toSorted());
    for (const limit of [1, 3, 24, 25]) {
      expect(await idsOf(`/webhooks/${webhookId}/deliveries?limit=${limit}`)).toEqual(whole);
    }
  });

  test("filters by type, time and status", async () => {
    const first = await put(1, { eventType: "A", status: "delivered" });
    const second = await put(2, { eventType: "B", status: "dropped" });
    const third = await put(3, { eventType: "A", status: "parked" });
    const path = `/webhooks/${webhookId}/deliveries`;
    expect(await list(`${path}?event_type=A`)).toEqual([third, first]);
    expect(await list(`${path}?status=waiting`)).toEqual([third]);
    expect(await list(`${path}?status=dropped`)).toEqual([second]);
    expect(await list(`${path}?status=undelivered`)).toEqual([third, second]);
    expect(await list(`${path}?since=2026-01-31T11:02:00Z`)).toEqual([third, second]);
    expect(await list(`${path}?until=2026-01-31T11:02:00Z`)).toEqual([first]);
    expect(await list(`${path}?since=2026-01-31T12:02:00%2B01:00&event_type=B`)).toEqual([second]);
    expect(await list(`${path}?since=2026-02-01T00:00:00Z`)).toEqual([]);
  });

  test("finds every status that it shows, and nothing else with it", async () => {
    await put(1, { status: "queued", attempts: 0, carrier: "m-1" });
    await put(2, { status: "queued" });
    await put(3, { status: "parked" });
    await put(4, { status: "delivered" });
    await put(5, { status: "dropped", dropReason: "attempts_spent" });
    await put(6, { status: "dropped", dropReason: "cancelled" });
    for (const path of [`/webhooks/${webhookId}/deliveries?`, "/deliveries?"]) {
      const { body: all } = await bed.admin("GET", path);
      const shown = all.data.map(({ status }: { status: string }) => status);
      expect(new Set(shown)).toEqual(
        new Set(["pending", "waiting", "delivered", "dropped", "cancelled"]),
      );
      for (const status of shown) {
        const { body } = await bed.admin("GET", `${path}status=${status}`);
        const same = all.data.filter((delivery: { status: string }) => delivery.status === status);
        expect(body.data).toEqual(same);
      }
      const { body } = await bed.admin("GET", `${path}status=undelivered`);
      expect(body.data.map(({ status }: { status: string }) => status)).toEqual([
        "cancelled",
        "dropped",
        "waiting",
        "waiting",
      ]);
    }
  });

  test("hides what is past its time", async () => {
    await put(1, { status: "delivered", expiresAtSeconds: bed.clock.nowMs / 1000 });
    const alive = await put(2, {
      status: "delivered",
      expiresAtSeconds: bed.clock.nowMs / 1000 + 1,
    });
    expect(await list(`/webhooks/${webhookId}/deliveries`)).toEqual([alive]);
  });

  test("ends a page early when a filter lets few pass, and goes on from there", async () => {
    for (let number = 0; number < 1100; number += 1) {
      await put(number, { eventType: number === 0 ? "RARE" : "COMMON" });
    }
    const path = `/webhooks/${webhookId}/deliveries?event_type=RARE&limit=200`;
    const first = await bed.admin("GET", path);
    expect(first.body).toMatchObject({ data: [], next_cursor: expect.any(String) });
    expect(await idsOf(path)).toHaveLength(1);
  });

  test.each([
    ["status=gone", "status"],
    ["since=yesterday", "since"],
    ["until=2026-13-01T00:00:00Z", "until"],
    ["since=2026-01-31T12:00:00Z&until=2026-01-31T12:00:00Z", "until"],
    ["event_type=a%20b", "event_type"],
    ["webhook_id=wh_1", "webhook_id"],
    ["cursor=bm9uc2Vuc2U", "cursor"],
  ])("refuses ?%s", async (query, field) => {
    const answer = await bed.admin("GET", `/webhooks/${webhookId}/deliveries?${query}`);
    expect([answer.status, answer.body.errors[0].field]).toEqual([422, field]);
  });
});

describe("GET /deliveries", () => {
  test("merges the deliveries of all webhooks", async () => {
    const first = await put(1);
    const other = await webhookOf(bed);
    const second = await put(2, { webhookId: other });
    const third = await put(3);
    expect(await list("/deliveries")).toEqual([third, second, first]);
    expect(await idsOf("/deliveries?limit=1")).toEqual([third, second, first]);
    expect(await list(`/deliveries?webhook_id=${other}`)).toEqual([second]);
    expect(await list(`/deliveries?webhook_id=${other}&status=waiting`)).toEqual([second]);
  });

  test("finds those of a deleted webhook when it is named, or when they are undelivered", async () => {
    const id = await put(1, { status: "dropped", dropReason: "webhook_deleted" });
    await bed.admin("DELETE", `/webhooks/${webhookId}`);
    expect(await list("/deliveries")).toEqual([]);
    expect(await list(`/deliveries?webhook_id=${webhookId}`)).toEqual([id]);
    expect(await list("/deliveries?status=dropped")).toEqual([id]);
  });

  test("looks through a hundred webhooks, and wants one named, or a status, of more", async () => {
    const stored = (await bed.stores.webhooks.read(ACME, webhookId)) as Webhook;
    const addWebhook = async (number: number) => {
      const id = `wh_${String(number).padStart(22, "0")}`;
      expect(await bed.stores.webhooks.create({ ...stored, id })).toBe("created");
    };
    for (let number = 1; number < 100; number += 1) await addWebhook(number);
    const delivered = await put(1, { status: "delivered" });
    const waiting = await put(2, { status: "parked" });
    for (const query of ["", "?event_type=CARD_STATUS_CHANGE"]) {
      expect(await list(`/deliveries${query}`)).toEqual([waiting, delivered]);
    }
    await addWebhook(100);
    for (const query of ["", "?status=delivered", "?event_type=A", "?since=2026-01-31T11:00:00Z"]) {
      const { status, body } = await bed.admin("GET", `/deliveries${query}`);
      expect([status, body.errors]).toEqual([
        422,
        [
          {
            field: "webhook_id",
            message: "is needed: there are more than 100 webhooks",
            hint: expect.stringContaining("name one; or ask for a status"),
          },
        ],
      ]);
    }
    expect(await list("/deliveries?status=waiting")).toEqual([waiting]);
    expect(await list(`/deliveries?webhook_id=${webhookId}&status=delivered`)).toEqual([delivered]);
  });

  test("shows a tenant its own only", async () => {
    const id = await put(1);
    const key = await bed.keyOf("admin", GLOBEX);
    for (const query of ["", "?status=undelivered"]) {
      const answer = await bed.ask("GET", `/deliveries${query}`, { key });
      expect(answer.body.data).toEqual([]);
    }
    expect((await bed.ask("GET", `/deliveries?webhook_id=${webhookId}`, { key })).status).toBe(404);
    expect((await bed.ask("GET", `/deliveries/${id}`, { key })).status).toBe(404);
  });

  test("is for those who may read deliveries", async () => {
    for (const [role, status] of [
      ["admin", 200],
      ["manager", 200],
      ["reader", 200],
      ["publisher", 403],
    ] as const) {
      expect((await bed.as(role, "GET", "/deliveries")).status).toBe(status);
    }
  });
});

describe("GET /deliveries/{id}", () => {
  const eventId = eventIdOf(ACME, "producer", "1");

  async function putEvent(): Promise<void> {
    await bed.history.putEvent({
      ...ACME,
      id: eventId,
      type: "CARD_STATUS_CHANGE",
      acceptedAtMs: ACCEPTED_AT_MS,
      payload: '{"amount":5.00}',
      payloadHash: "hash",
      webhookIds: [webhookId],
    });
  }

  test("shows the body as it was sent and every attempt", async () => {
    const id = await put(1, { attempts: 2, status: "queued" });
    await putEvent();
    const attempt = { durationMs: 12, verdict: "retry" } as const;
    const startedAtMs = bed.clock.nowMs;
    const key = { eventId, webhookId };
    await bed.history.putAttempt(key, {
      ...attempt,
      number: 2,
      startedAtMs,
      failure: "timeout",
      message: "no answer within 10 s",
    });
    await bed.history.putAttempt(key, {
      ...attempt,
      number: 1,
      startedAtMs,
      httpStatus: 503,
      answer: "later",
    });
    const { body } = await bed.admin("GET", `/deliveries/${id}`);
    expect(body).toMatchObject({
      id,
      status: "waiting",
      attempt_count: 2,
      body: '{"amount":5.00}',
    });
    expect(body.attempts).toEqual([
      {
        number: 1,
        started_at: "2026-01-31T12:00:00.000Z",
        verdict: "retry",
        time: "2026-01-31T12:00:00.000Z",
        outcome: "retry",
        status: 503,
        duration_ms: 12,
        answer: "later",
      },
      {
        number: 2,
        started_at: "2026-01-31T12:00:00.000Z",
        verdict: "retry",
        time: "2026-01-31T12:00:00.000Z",
        outcome: "retry",
        duration_ms: 12,
        error: { code: "timeout", message: "no answer within 10 s" },
      },
    ]);
  });

  test("says that a limit keeps it back, where it is due and its webhook has one", async () => {
    const config = { rate_limit: { per_second: 1 } };
    await bed.admin("PATCH", `/webhooks/${webhookId}`, { config });
    const { nowMs } = bed.clock;
    const waitsFor = async (number: number, given: Partial<DeliveryRecord>) => {
      const id = await put(number, given);
      return (await bed.admin("GET", `/deliveries/${id}`)).body.waits_for;
    };
    expect(await waitsFor(1, { status: "parked", nextAttemptAtMs: nowMs })).toBe("rate_limit");
    expect(await waitsFor(2, { status: "queued", nextAttemptAtMs: nowMs - 1 })).toBe("rate_limit");
    expect(await waitsFor(3, { status: "parked", nextAttemptAtMs: nowMs + 1 })).toBeUndefined();
    expect(await waitsFor(4, { status: "delivered" })).toBeUndefined();
    await bed.admin("POST", `/webhooks/${webhookId}/disable`);
    expect(await waitsFor(5, { status: "parked", nextAttemptAtMs: nowMs })).toBeUndefined();
    await bed.admin("POST", `/webhooks/${webhookId}/enable`);
    const other = { rate_limit: null, max_in_flight: 3 };
    await bed.admin("PATCH", `/webhooks/${webhookId}`, { config: other });
    expect(await waitsFor(6, { status: "parked", nextAttemptAtMs: nowMs })).toBe("max_in_flight");
    await bed.admin("PATCH", `/webhooks/${webhookId}`, { config: { max_in_flight: null } });
    expect(await waitsFor(7, { status: "parked", nextAttemptAtMs: nowMs })).toBeUndefined();
  });

  test("shows the one attempt of a delivery that succeeded at once", async () => {
    const id = await put(1, {
      status: "delivered",
      firstAttempt: {
        number: 1,
        startedAtMs: 0,
        durationMs: 3,
        verdict: "succeeded",
        httpStatus: 204,
      },
    });
    const { body } = await bed.admin("GET", `/deliveries/${id}`);
    expect(body.attempts).toMatchObject([{ verdict: "succeeded", status: 204 }]);
    expect(body.body).toBeNull();
  });

  test("shows none whose record was not kept any more, though its event still is", async () => {
    await putEvent();
    const path = `/deliveries/${deliveryIdOf({ eventId, webhookId })}`;
    bed.clock.nowMs = ACCEPTED_AT_MS + 28 * 86_400_000;
    expect((await bed.admin("GET", path)).status).toBe(200);
    bed.clock.nowMs += 1;
    expect((await bed.admin("GET", path)).status).toBe(404);
  });

  test("shows one of which no attempt has ended as pending", async () => {
    await putEvent();
    const { body } = await bed.admin("GET", `/deliveries/${deliveryIdOf({ eventId, webhookId })}`);
    expect(body).toMatchObject({ status: "pending", attempts: [], attempt_count: 0 });
  });

  test("shows one that went to the slow pool before its first attempt as pending, too", async () => {
    await put(1, { status: "queued", carrier: "y", attempts: 0, nextAttemptAtMs: 1 });
    const pending = { status: "pending", attempt_count: 0 };
    const { body } = await bed.admin("GET", `/webhooks/${webhookId}/deliveries`);
    expect(body.data).toMatchObject([pending]);
    expect(body.data[0]).not.toHaveProperty("next_attempt_at");
    for (const status of ["waiting", "undelivered"]) {
      expect((await bed.admin("GET", `/deliveries?status=${status}`)).body.data).toEqual([]);
    }
  });

  test("knows no other", async () => {
    await putEvent();
    const other = await webhookOf(bed);
    for (const id of [
      deliveryIdOf({ eventId, webhookId: other }),
      deliveryIdOf({ eventId: `evt_${"0".repeat(22)}`, webhookId }),
      "dlv_1",
      "x",
    ]) {
      expect((await bed.admin("GET", `/deliveries/${id}`)).status).toBe(404);
    }
  });
});
