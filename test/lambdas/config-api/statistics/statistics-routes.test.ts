import { beforeEach, describe, expect, test } from "vitest";

import { statisticsOut } from "../../../../lambdas/config-api/statistics/statistics-schemas.ts";
import {
  type Attempt,
  blankRecord,
  type DeliveryRecord,
} from "../../../../lambdas/shared/domain/delivery-record.ts";
import { eventIdOf } from "../../../../lambdas/shared/domain/identifiers.ts";
import { ACME, GLOBEX } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { makeSyntheticSampler } from "../../../support/synthetic-history.ts";
import { webhookOf } from "../../../support/webhook-requests.ts";

const NOW = "2026-01-31T12:00:00.000Z";
const ACCEPTED_AT_MS = Date.parse("2026-01-31T11:00:00.000Z");

const bed = freshTestBed();
let webhookId = "";

beforeEach(async () => {
  webhookId = await webhookOf(bed);
});

/** Puts the record of a delivery, and its attempts that are kept apart. */
async function put(
  number: number,
  given: Partial<DeliveryRecord> = {},
  durations: readonly number[] = [],
): Promise<void> {
  const identity = {
    ...ACME,
    eventId: eventIdOf(ACME, "producer", String(number)),
    webhookId,
    eventType: "CARD_STATUS_CHANGE",
    acceptedAtMs: ACCEPTED_AT_MS,
  };
  await bed.history.putRecord({ ...blankRecord(identity), attempts: durations.length, ...given });
  for (const [index, durationMs] of durations.entries()) {
    await bed.history.putAttempt(identity, attempt(index + 1, durationMs));
  }
}

function attempt(number: number, durationMs: number): Attempt {
  return { number, startedAtMs: ACCEPTED_AT_MS + number * 1000, durationMs, verdict: "retry" };
}

/** A delivery that succeeded at once, so many milliseconds after it was accepted. */
function atOnce(durationMs: number): Partial<DeliveryRecord> {
  const firstAttempt = { ...attempt(1, durationMs), startedAtMs: ACCEPTED_AT_MS };
  return { status: "delivered", attempts: 1, lastOutcome: "200", firstAttempt };
}

const stats = (query = "", id = webhookId) => bed.admin("GET", `/webhooks/${id}/stats${query}`);

describe("GET /webhooks/{id}/stats", () => {
  test("counts what became of each, and how long it took", async () => {
    await put(1, atOnce(100));
    await put(2, atOnce(200));
    const settledAtMs = ACCEPTED_AT_MS + 5000;
    await put(3, { status: "delivered", lastOutcome: "201", settledAtMs }, [10, 20, 30]);
    await put(4, { status: "queued", lastOutcome: "404" }, [40]);
    await put(5, { status: "parked", lastOutcome: "timeout" }, [10_000, 10_000]);
    await put(6, { status: "parked" });
    const dropped = {
      status: "dropped",
      dropReason: "attempts_spent",
      lastOutcome: "503",
    } as const;
    await put(7, dropped, [50]);
    await put(8, { ...dropped, dropReason: "gone", lastOutcome: "410" }, [60]);
    const { status, body } = await stats();
    expect(status).toBe(200);
    expect(body).toEqual({
      since: "2026-01-30T12:00:00.000Z",
      until: NOW,
      approximate: false,
      records_read: 8,
      delivery_count: 8,
      outcomes: {
        delivered: 3,
        delivered_at_first_attempt: 2,
        queued: 1,
        parked: 2,
        dropped: { attempts_spent: 1, gone: 1 },
      },
      last_answers: {
        "2xx": 3,
        "3xx": 0,
        "4xx": 2,
        "5xx": 1,
        other: 0,
        none: { timeout: 1 },
        unattempted: 1,
      },
      accepted_to_delivered_ms: { p50: 200, p90: 5000, p99: 5000 },
      attempt_count: 10,
      attempt_ms: { p50: 50, p90: 10_000, p99: 10_000 },
      attempts_read: 10,
    });
  });

  test("is all zero, with no percentiles, where nothing was delivered yet", async () => {
    const { status, body } = await stats();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      approximate: false,
      delivery_count: 0,
      outcomes: { delivered: 0, dropped: {} },
      accepted_to_delivered_ms: null,
      attempt_ms: null,
      attempts_read: 0,
    });
  });

  test("counts what was accepted from since on and before until", async () => {
    for (const number of [0, 1, 2, 3]) {
      await put(number, { ...atOnce(1), acceptedAtMs: ACCEPTED_AT_MS + number * 60_000 });
    }
    const range = "?since=2026-01-31T11:01:00Z&until=2026-01-31T11:03:00Z";
    const { body } = await stats(range);
    expect(body).toMatchObject({
      since: "2026-01-31T11:01:00.000Z",
      until: "2026-01-31T11:03:00.000Z",
      delivery_count: 2,
    });
    expect((await stats("?since=2026-01-31T13:01:00%2B02:00")).body.delivery_count).toBe(3);
    expect((await stats("?until=2026-01-31T11:00:00.001Z")).body).toMatchObject({
      since: "2026-01-30T11:00:00.001Z",
      delivery_count: 1,
    });
  });

  test("hides what is past its time", async () => {
    const nowSeconds = bed.clock.nowMs / 1000;
    await put(1, { ...atOnce(1), expiresAtSeconds: nowSeconds });
    await put(2, { ...atOnce(1), expiresAtSeconds: nowSeconds + 1 });
    expect((await stats()).body).toMatchObject({ delivery_count: 1, records_read: 1 });
  });

  test("says approximate beyond 10,000 deliveries", async () => {
    for (let number = 0; number < 10_001; number += 1) {
      await put(number, { ...atOnce(7), acceptedAtMs: ACCEPTED_AT_MS + (number % 1000) });
    }
    expect((await stats()).body).toMatchObject({
      approximate: true,
      records_read: 2400,
      delivery_count: 10_001,
      outcomes: { delivered: 10_001, delivered_at_first_attempt: 10_001 },
      accepted_to_delivered_ms: { p99: expect.any(Number) },
      attempt_ms: { p50: 7, p90: 7, p99: 7 },
    });
    expect((await stats("?until=2026-01-31T11:00:00.999Z")).body).toMatchObject({
      approximate: false,
      delivery_count: 9991,
    });
  });

  test.each([
    ["since=yesterday", "since", "is malformed", "use an RFC 3339 time such as"],
    ["until=2026-02-30T00:00:00Z", "until", "is malformed", "use an RFC 3339 time such as"],
    ["until=2026-01-31T12:01:01Z", "until", "is in the future", "use an earlier time"],
    ["since=2026-01-31T12:00:00Z", "since", "is not in the past", "use an earlier time"],
    [
      "since=2026-01-31T10:00:00Z&until=2026-01-31T10:00:00Z",
      "until",
      "is not after since",
      "use a later time",
    ],
    [
      "since=2025-12-02T11:58:59Z",
      "since",
      "is more than 60 days ago",
      "use a time of the last 60",
    ],
    ["until=2025-12-02T12:00:00Z", "until", "is more than 60 days ago", "use a later time"],
    ["limit=5", "limit", "is not a known field", "known fields: since, until"],
  ])("refuses %s", async (query, field, message, hint) => {
    const { status, body } = await stats(`?${query}`);
    expect([status, body.type]).toEqual([422, "urn:ringback:problem:invalid-fields"]);
    expect(body.errors).toEqual([
      { field, message: expect.stringContaining(message), hint: expect.stringContaining(hint) },
    ]);
  });

  test.each([
    "since=2025-12-02T12:00:00Z",
    "since=2025-12-02T11:59:00Z",
    "until=2026-01-31T12:01:00Z",
  ])("takes %s, the clock of the caller being a minute off at most", async (query) => {
    expect((await stats(`?${query}`)).status).toBe(200);
  });

  test("takes the last 60 days where until is older than a day, and goes back no further", async () => {
    expect((await stats("?until=2025-12-02T18:00:00Z")).body.since).toBe(
      "2025-12-02T12:00:00.000Z",
    );
  });

  test("knows no webhook that is absent, deleted, or another tenant's", async () => {
    const foreign = await webhookOf(bed, GLOBEX);
    await put(1, atOnce(1));
    await bed.admin("DELETE", `/webhooks/${webhookId}`);
    for (const id of [foreign, webhookId, `wh_${"0".repeat(22)}`]) {
      const { status, body } = await stats("", id);
      expect([status, body.detail]).toEqual([404, "There is no such webhook."]);
    }
    expect((await stats("", "wh_short")).status).toBe(404);
  });

  test("asks nothing of the deliveries where the request is refused", async () => {
    const refuses = () => Promise.reject(new Error("nothing is to be read"));
    const sampler = { rows: refuses, records: refuses, attemptMs: refuses };
    const { as } = bed.handlerWith({ sampler });
    const foreign = await webhookOf(bed, GLOBEX);
    expect((await as("reader", "GET", `/webhooks/${foreign}/stats`)).status).toBe(404);
    const future = `/webhooks/${webhookId}/stats?until=2027-01-01T00:00:00Z`;
    expect((await as("reader", "GET", future)).status).toBe(422);
  });

  test.each([
    ["reader", 200],
    ["manager", 200],
    ["publisher", 403],
  ] as const)("answers a %s with %d", async (role, expected) => {
    expect((await bed.as(role, "GET", `/webhooks/${webhookId}/stats`)).status).toBe(expected);
  });

  test("is refused to a tenant that asks too often, and not to its neighbour", async () => {
    for (let number = 0; number < 20; number += 1) expect((await stats()).status).toBe(200);
    const { status, headers } = await stats();
    expect([status, headers["retry-after"]]).toEqual([429, "1"]);
    const theirs = await webhookOf(bed, GLOBEX);
    const neighbour = await bed.admin("GET", `/webhooks/${theirs}/stats`, undefined, {}, GLOBEX);
    expect(neighbour.status).toBe(200);
  });

  test("takes at most 50 queries, with those for the key and the webhook, and the records of a sample", async () => {
    const times = Float64Array.from(
      { length: 300_000 },
      (_, number) => bed.clock.nowMs - number * 250,
    );
    const failed = { status: "parked", lastOutcome: "503", attempts: 9 } as const;
    const { sampler, calls } = makeSyntheticSampler(times, () => failed);
    const key = await bed.keyOf("reader");
    let others = 0;
    const counted =
      <Args extends readonly unknown[], Result>(call: (...args: Args) => Result) =>
      (...args: Args) => {
        others += 1;
        return call(...args);
      };
    const { apiKeys, webhooks } = bed.stores;
    const { ask } = bed.handlerWith({
      sampler,
      apiKeys: { ...apiKeys, find: counted(apiKeys.find), noteUse: counted(apiKeys.noteUse) },
      webhooks: { ...webhooks, read: counted(webhooks.read) },
    });
    bed.clock.nowMs += 2 * 3_600_000;
    const { body } = await ask("GET", `/webhooks/${webhookId}/stats`, { key });
    expect(body).toMatchObject({ approximate: true, records_read: 2400 });
    expect(others).toBe(3);
    expect(calls.rows + calls.attemptMs + others).toBe(50);
    expect(calls.records).toBe(24);
  });

  test("is documented with an example that it could answer", async () => {
    const { body } = await bed.ask("GET", "/openapi.json");
    const { parameters, responses } = body.paths["/webhooks/{id}/stats"].get;
    expect(parameters.map(({ name }: { name: string }) => name)).toEqual(["id", "since", "until"]);
    const { schema, example } = responses["200"].content["application/json"];
    expect(schema).toEqual({ $ref: "#/components/schemas/WebhookStatistics" });
    expect(statisticsOut.parse(example)).toEqual(example);
  });
});
