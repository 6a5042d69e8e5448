import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, expect, test } from "vitest";

import { TEST_SETTINGS } from "../../local/cloud/test-settings.ts";
import { metricOf, startAlarmProbe } from "../support/alarm-probe.ts";
import { emittedMetrics } from "../support/emitted-metrics.ts";
import { functionLog } from "../support/function-log.ts";
import { invokeFunction } from "../support/invoke-function.ts";
import { operatorView } from "../support/operator-view.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { fixedRetry } from "../support/test-webhook.ts";
import { within } from "../support/within.ts";

const EVENTS = 500;
/** Those that the receiver refuses again when it is up for all others. */
const REFUSED = 40;
/** Deliveries that tell how fast this machine is. */
const TIMED = 60;
const LONGEST_WAIT_SECONDS = 60;
const PATH = "/outage";

const { cloud, tenant, receiver, publishMany, webhookAt } = await startScenario("outage");
const probe = await startAlarmProbe(cloud);

afterAll(() => probe.close());

/** What the API answers once it is as expected. */
// oxlint-disable-next-line typescript/no-explicit-any -- each part knows the shape it asked for
async function until(look: () => Promise<any>, expected: object): Promise<any> {
  return within({ timeoutMs: 60_000, intervalMs: 500 }, async () => {
    const seen = await look();
    expect(seen).toMatchObject(expected);
    return seen;
  });
}

async function statistics(webhookId: string) {
  return (await tenant.api("GET", `/webhooks/${webhookId}/stats`)).body;
}

/**
 * A wait that a lane keeps, longer than what it hands to the queue: so long that all first attempts
 * have failed before the first comes again. By the pace of some that arrive, three times as long:
 * to fail is more work.
 */
async function parkedSeconds(): Promise<number> {
  const path = "/timed";
  await webhookAt(path, ["TIMED"]);
  await publishMany("TIMED", TIMED);
  const times = (await receiver.waitFor(TIMED, { path })).map(({ receivedAtMs }) => receivedAtMs);
  const paceMs = (Math.max(...times) - Math.min(...times)) / TIMED;
  const wait = Math.ceil((3 * EVENTS * paceMs) / 1000);
  return Number(TEST_SETTINGS.horizonSeconds) + 3 + Math.min(wait, LONGEST_WAIT_SECONDS);
}

/** What the operator sees of the webhook. */
async function operations(kind: string, webhookId: string) {
  const all = await operatorView(cloud, kind);
  return all.find(({ webhook_id: id }) => id === webhookId) ?? {};
}

/**
 * How long before its hour is over the alarm learns of the drops: the hour ends while the story
 * goes on.
 */
const REST_OF_HOUR_MS = 10_000;

/**
 * Brings the alarm `dropped` by what SQS counts in the queue of notices, which the emulator does
 * not.
 *
 * @returns waits until the topic tells that it is over: an hour after the drops, when SQS counts
 *   nothing new
 */
async function callForDrops(count: number): Promise<() => Promise<void>> {
  const name = "ringback-dropped";
  const metric = metricOf(probe.alarms.get(name));
  expect(metric).toMatchObject({ namespace: "AWS/SQS", metric: "NumberOfMessagesSent" });
  expect(cloud.queues["dropped"]?.endsWith(`/${metric.dimensions["QueueName"]}`)).toBe(true);
  const periodMs = Number(probe.alarms.get(name)?.Period) * 1000;
  const hourEndsMs = Date.now() + REST_OF_HOUR_MS;
  await probe.calm(name);
  await probe.put({ ...metric, value: count }, new Date(hourEndsMs - periodMs));
  await probe.told(name, "ALARM");
  return async () => {
    await sleep(Math.max(0, hourEndsMs - Date.now()));
    await probe.put({ ...metric, value: 0 });
    await probe.told(name, "OK");
  };
}

test(
  "an outage is told alike by the API, the operator's view, the logs, the metrics and the events, until it is over",
  { timeout: 240_000 },
  async () => {
    const parked = await parkedSeconds();
    const beganMs = Date.now();
    let isUp = false;
    receiver.answer(PATH, ({ body }) => {
      const { number } = JSON.parse(body.toString()) as { number: number };
      return isUp && number >= REFUSED ? 204 : 503;
    });
    const webhookId = await webhookAt(PATH, ["OUTAGE"], { retry: fixedRetry(2, parked) });
    await webhookAt("/told", ["delivery.dropped"]);
    await publishMany("OUTAGE", EVENTS);

    // It is down: everything waits, and everybody says so.
    await receiver.waitFor(EVENTS, { path: PATH, timeoutMs: 60_000 });
    const down = await until(() => statistics(webhookId), {
      delivery_count: EVENTS,
      attempt_count: EVENTS,
      outcomes: { delivered: 0 },
      last_answers: { "5xx": EVENTS },
    });
    expect(down.outcomes.parked + down.outcomes.queued).toBe(EVENTS);
    const waiting = await operations("waiting", webhookId);
    expect(waiting).toMatchObject({ webhook_status: "enabled", last_outcomes: ["503"] });

    // It comes up, but for some.
    isUp = true;
    await receiver.waitFor(2 * EVENTS, { path: PATH, timeoutMs: 90_000 });
    const dropped = queueProbe(cloud, "dropped");
    const notices = await dropped.take(REFUSED, ({ webhook_id: id }) => id === webhookId, 60_000);
    const isAlarmOver = await callForDrops(notices.length);
    await until(() => statistics(webhookId), {
      delivery_count: EVENTS,
      attempt_count: 2 * EVENTS,
      outcomes: { delivered: EVENTS - REFUSED, dropped: { attempts_spent: REFUSED } },
    });
    await until(() => operations("waiting", webhookId), { parked: 0 });
    await until(() => operations("dropped", webhookId), {
      count: REFUSED,
      reasons: { attempts_spent: REFUSED },
    });

    // The events tell of as many, each a whole span.
    const told = await within({ timeoutMs: 90_000, intervalMs: 500 }, async () => {
      // As its schedule does every minute.
      await invokeFunction(cloud, "ringback-tally");
      const payloads = receiver
        .requestsTo("/told")
        .map(({ body, receivedAtMs }) => ({ ...JSON.parse(String(body)), receivedAtMs }));
      const mine = payloads.filter(({ webhook_id: id }) => id === webhookId);
      expect(mine.reduce((sum, { count }) => sum + count, 0)).toBe(REFUSED);
      return mine;
    });
    expect(told.length).toBeLessThan(REFUSED);

    // Metrics and logs have the same numbers, in the same order.
    const mine = await within({ timeoutMs: 20_000, intervalMs: 500 }, async () => {
      const lines = await functionLog(cloud, "deliver", beganMs);
      const found = lines.filter(({ webhook_id: id }) => id === webhookId);
      // The last lines come with the end of their batch.
      expect(found.filter(({ message }) => message === "attempt")).toHaveLength(2 * EVENTS);
      return found;
    });
    const attempts = mine.filter(({ message }) => message === "attempt");
    const failed = attempts.filter(({ verdict }) => verdict !== "succeeded");
    expect(failed).toHaveLength(EVENTS + REFUSED);
    expect(mine.filter(({ message }) => message === "dropped")).toHaveLength(REFUSED);
    const metrics = await emittedMetrics(cloud, "deliver", beganMs);
    const counted = metrics.filter(({ dimensions: { reason } }) => reason === "attempts_spent");
    expect(counted.length).toBeGreaterThanOrEqual(REFUSED);
    expect(counted[0]).toEqual({
      namespace: "Ringback/ringback",
      metric: "dropped",
      dimensions: { service: "deliver", reason: "attempts_spent" },
      value: 1,
    });
    const firstFailedMs = Math.min(...failed.map(({ timestamp }) => Date.parse(timestamp)));
    const droppedMs = notices.map(({ dropped_at: time }) => Date.parse(time));
    expect(Math.min(...droppedMs)).toBeGreaterThan(firstFailedMs + parked * 1000 - 1000);
    for (const { until: end, receivedAtMs } of told) {
      expect(Date.parse(end)).toBeGreaterThanOrEqual(Math.min(...droppedMs));
      expect(receivedAtMs).toBeGreaterThanOrEqual(Date.parse(end));
    }

    // What was dropped comes back by one call each, and then nothing is left of the outage.
    receiver.answer(PATH, [204]);
    const resent = notices.map(({ delivery_id: id }) =>
      tenant.api("POST", `/deliveries/${id}/resend`),
    );
    const statuses = (await Promise.all(resent)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([202]));
    await until(() => statistics(webhookId), {
      delivery_count: EVENTS,
      attempt_count: 2 * EVENTS + REFUSED,
      outcomes: { delivered: EVENTS, parked: 0, queued: 0, dropped: {} },
    });
    await isAlarmOver();
  },
);
