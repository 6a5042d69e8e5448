import { beforeEach, describe, expect, test } from "vitest";

import type {
  Attempt,
  DeliveryRecord,
} from "../../../../../lambdas/shared/domain/delivery-record.ts";
import { deliveryIdOf, eventIdOf } from "../../../../../lambdas/shared/domain/identifiers.ts";
import type { Tenant } from "../../../../../lambdas/shared/domain/tenant.ts";
import { DOWN } from "../../../../contracts/breakers.ts";
import { ACME, GLOBEX, makeConfigApiTestBed } from "../../../../support/config-api-test-bed.ts";
import { deliveryOf } from "../../../../support/delivery-of.ts";
import { MemoryBreakers } from "../../../../support/fakes/memory-breakers.ts";
import { webhookOf } from "../../../../support/webhook-requests.ts";

const NOW = Date.parse("2026-01-31T12:00:00.000Z");
const MINUTE_MS = 60_000;

let breakers = new MemoryBreakers();
let bed = makeConfigApiTestBed(undefined, { breakers });
let id = "";

beforeEach(async () => {
  breakers = new MemoryBreakers();
  bed = makeConfigApiTestBed(undefined, { breakers });
  id = await webhookOf(bed);
});

const minutesAgo = (minutes: number) => NOW - minutes * MINUTE_MS;

/** A delivery that was accepted so many minutes ago. @returns its id */
async function put(
  minutes: number,
  given: Partial<DeliveryRecord>,
  tenant: Tenant = ACME,
): Promise<string> {
  const acceptedAtMs = minutesAgo(minutes);
  const record = deliveryOf({ ...tenant, webhookId: id }, minutes, { acceptedAtMs, ...given });
  await bed.history.putRecord(record);
  return deliveryIdOf(record);
}

/** An attempt of it that ended so many minutes ago. */
async function putAttempt(accepted: number, ended: number, given: Partial<Attempt>): Promise<void> {
  const eventId = eventIdOf(ACME, "producer", String(accepted));
  const times = { startedAtMs: minutesAgo(ended) - 8, durationMs: 8 };
  const attempt = { number: 1, ...times, verdict: "retry", ...given } as const;
  await bed.history.putAttempt({ eventId, webhookId: id }, attempt);
}

const delivered = (minutes: number, attempts = 1) =>
  ({
    status: "delivered",
    attempts,
    settledAtMs: minutesAgo(minutes),
    lastOutcome: "204",
  }) as const;
const waiting = (dueInMinutes: number, attempts = 1) =>
  ({ status: "parked", attempts, nextAttemptAtMs: minutesAgo(-dueInMinutes) }) as const;

async function shown() {
  const { body } = await bed.admin("GET", `/webhooks/${id}`);
  return { success: body.last_success, failure: body.last_failure };
}

describe("GET /webhooks/{id}: what its receiver said last", () => {
  test("is not told where nothing is known: no delivery, none that was attempted, or another tenant's", async () => {
    expect(await shown()).toEqual({ success: undefined, failure: undefined });
    await put(1, waiting(0, 0));
    await put(2, delivered(2), GLOBEX);
    expect(await shown()).toEqual({ success: undefined, failure: undefined });
  });

  test("is its last 2xx, of whichever delivery, and its last failure with the reason", async () => {
    await put(1, delivered(1));
    const retried = await put(60, delivered(0.5, 3));
    await putAttempt(60, 50, { httpStatus: 500 });
    const failed = await put(30, waiting(0));
    await putAttempt(30, 20, { httpStatus: 503 });
    expect(await shown()).toEqual({
      success: { at: "2026-01-31T11:59:30.000Z", delivery_id: retried },
      failure: { at: "2026-01-31T11:40:00.000Z", delivery_id: failed, status: 503 },
    });
  });

  test("tells why there was no answer, without what was answered", async () => {
    const dropped = await put(9, { status: "dropped", attempts: 2, settledAtMs: minutesAgo(1) });
    await putAttempt(9, 8, { httpStatus: 500, answer: "a secret of the receiver" });
    const failure = { failure: "timeout", message: "no answer within 10 s" };
    await putAttempt(9, 1, { number: 2, ...failure });
    const { failure: last } = await shown();
    const error = { code: "timeout", message: "no answer within 10 s" };
    expect(last).toEqual({ at: "2026-01-31T11:59:00.000Z", delivery_id: dropped, error });
  });

  test("also of what was accepted before it went down, where nothing was sent since", async () => {
    const good = await put(600, delivered(600));
    const bad = await put(599, waiting(-30, 3));
    await putAttempt(599, 590, { httpStatus: 503 });
    for (let minutes = 1; minutes <= 100; minutes += 1) await put(minutes, waiting(0, 0));
    expect(await shown()).toEqual({ success: undefined, failure: undefined });
    breakers.kept.set(id, { ...DOWN, sinceMs: minutesAgo(598) });
    const { success, failure } = await shown();
    expect(success).toEqual({ at: "2026-01-31T02:00:00.000Z", delivery_id: good });
    expect(failure).toMatchObject({ delivery_id: bad, status: 503 });
  });

  test("asks few deliveries for their attempts: those that failed last", async () => {
    const asked: string[] = [];
    for (let minutes = 1; minutes <= 20; minutes += 1) {
      // Accepted earlier, and tried later.
      await put(minutes, waiting(minutes));
      await putAttempt(minutes, 21 - minutes, { httpStatus: minutes });
    }
    const attempts: typeof bed.ports.deliveries.attempts = (key) => {
      asked.push(key.eventId);
      return bed.ports.deliveries.attempts(key);
    };
    const { admin } = bed.handlerWith({ deliveries: { ...bed.ports.deliveries, attempts } });
    const { body } = await admin("GET", `/webhooks/${id}`);
    expect(asked).toHaveLength(4);
    expect(body.last_failure).toMatchObject({ status: 20, at: "2026-01-31T11:59:00.000Z" });
  });

  test("looks at a hundred deliveries, and two hundred while it is down, however many there are", async () => {
    for (let minutes = 1; minutes <= 400; minutes += 1) await put(minutes, waiting(0, 0));
    let looks = 0;
    const record: typeof bed.ports.deliveries.record = (key) => {
      looks += 1;
      return bed.ports.deliveries.record(key);
    };
    const { admin } = bed.handlerWith({ deliveries: { ...bed.ports.deliveries, record } });
    await admin("GET", `/webhooks/${id}`);
    expect(looks).toBe(100);
    breakers.kept.set(id, { ...DOWN, sinceMs: minutesAgo(200) });
    await admin("GET", `/webhooks/${id}`);
    expect(looks).toBe(300);
  });

  test("is in no list", async () => {
    await put(1, delivered(1));
    const { body } = await bed.admin("GET", "/webhooks");
    expect(body.data[0]).not.toHaveProperty("last_success");
  });
});
