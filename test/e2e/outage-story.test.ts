import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { TEST_SETTINGS } from "../../local/cloud/test-settings.ts";
import { newTenant, testCloud, type TestCloud, type TestTenant } from "../support/cloud.ts";
import { publish } from "../support/producer.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { createWebhook, fixedRetry } from "../support/test-webhook.ts";

const EVENTS = 500;
/** Those that the receiver refuses again when it is up for all others. */
const REFUSED = 40;
/** A wait that a lane keeps: longer than what it hands to the queue. */
const PARKED_SECONDS = Number(TEST_SETTINGS.horizonSeconds) + 20;
const PATH = "/outage";

let cloud: TestCloud;
let tenant: TestTenant;
let receiver: Receiver;

beforeAll(async () => {
  cloud = await testCloud();
  tenant = await newTenant(cloud, "outage");
  receiver = await startReceiver();
});

afterAll(() => receiver.close());

/** What the API answers once it is as expected. */
// oxlint-disable-next-line typescript/no-explicit-any -- each part of the story knows the shape it asked for
async function until(look: () => Promise<any>, expected: object): Promise<any> {
  return vi.waitFor(
    async () => {
      const seen = await look();
      expect(seen).toMatchObject(expected);
      return seen;
    },
    { timeout: 60_000, interval: 1000 },
  );
}

async function statistics(webhookId: string) {
  return (await tenant.api("GET", `/webhooks/${webhookId}/stats`)).body;
}

/** What the operator sees of the webhook, on whatever page. */
async function operations(kind: string, webhookId: string) {
  let cursor = "";
  do {
    const { body } = await cloud.operator("GET", `/operations?kind=${kind}&limit=200${cursor}`);
    const found = body.data.find(({ webhook_id: id }: { webhook_id: string }) => id === webhookId);
    if (found !== undefined) return found;
    cursor = body.next_cursor === null ? "" : `&cursor=${body.next_cursor}`;
  } while (cursor !== "");
  return {};
}

async function alarmsNamed(name: string) {
  const client = new CloudWatchClient(cloud.client);
  const { MetricAlarms: alarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: [name] }),
  );
  client.destroy();
  return alarms;
}

/** Lines of deliver since a time. */
// oxlint-disable-next-line typescript/no-explicit-any -- lines of several shapes
async function linesOfDeliver(sinceMs: number): Promise<any[]> {
  const client = new CloudWatchLogsClient(cloud.client);
  const lines = [];
  const logGroupName = "/aws/lambda/ringback-deliver";
  for await (const page of paginateFilterLogEvents(
    { client },
    { logGroupName, startTime: sinceMs },
  )) {
    for (const { message = "" } of page.events ?? []) {
      if (message.startsWith("{")) lines.push(JSON.parse(message));
    }
  }
  client.destroy();
  return lines;
}

test(
  "an outage is told alike by the API, the operator's view, the logs, the metrics and the events, until it is over",
  { timeout: 240_000 },
  async () => {
    const beganMs = Date.now();
    let isUp = false;
    receiver.answer(PATH, ({ body }) => {
      const { number } = JSON.parse(body.toString()) as { number: number };
      return isUp && number >= REFUSED ? 204 : 503;
    });
    const webhookId = await createWebhook(tenant, {
      endpoint: `${receiver.url}${PATH}`,
      events: ["OUTAGE"],
      config: { retry: fixedRetry(2, PARKED_SECONDS) },
    });
    await createWebhook(tenant, {
      endpoint: `${receiver.url}/told`,
      events: ["delivery.dropped"],
    });
    const { application } = tenant;
    await publish(
      cloud,
      Array.from({ length: EVENTS }, (_, number) => ({
        type: "OUTAGE",
        detail: { application, payload: { number } },
      })),
    );

    // It is down: everything waits, and everybody says so.
    await receiver.waitFor(EVENTS, { path: PATH, timeoutMs: 60_000 });
    const down = await until(() => statistics(webhookId), {
      deliveries: EVENTS,
      attempts: EVENTS,
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
    const [alarm] = await alarmsNamed("ringback-dropped");
    expect(alarm).toMatchObject({ Namespace: "AWS/SQS", MetricName: "NumberOfMessagesSent" });
    expect(cloud.queues["dropped"]?.endsWith(`/${alarm?.Dimensions?.[0]?.Value}`)).toBe(true);
    const notices = await dropped.take(REFUSED, ({ webhook_id: id }) => id === webhookId, 60_000);
    await until(() => statistics(webhookId), {
      deliveries: EVENTS,
      attempts: 2 * EVENTS,
      outcomes: { delivered: EVENTS - REFUSED, dropped: { attempts_spent: REFUSED } },
    });
    await until(() => operations("waiting", webhookId), { parked: 0 });
    await until(() => operations("dropped", webhookId), {
      count: REFUSED,
      reasons: { attempts_spent: REFUSED },
    });

    // The events tell of as many, each a whole span.
    const told = await vi.waitFor(
      () => {
        const payloads = receiver.requestsTo("/told").map(({ body }) => JSON.parse(String(body)));
        const mine = payloads.filter(({ webhook_id: id }) => id === webhookId);
        expect(mine.reduce((sum, { count }) => sum + count, 0)).toBe(REFUSED);
        return mine;
      },
      { timeout: 90_000, interval: 500 },
    );
    expect(told.length).toBeLessThan(REFUSED);

    // Metrics and logs have the same numbers, in the same order.
    const lines = await linesOfDeliver(beganMs);
    const mine = lines.filter(({ webhook_id: id }) => id === webhookId);
    const attempts = mine.filter(({ message }) => message === "attempt");
    const failed = attempts.filter(({ verdict }) => verdict !== "succeeded");
    expect(failed).toHaveLength(EVENTS + REFUSED);
    expect(attempts).toHaveLength(2 * EVENTS);
    expect(mine.filter(({ message }) => message === "dropped")).toHaveLength(REFUSED);
    const counted = lines.filter(({ reason, dropped: count }) => reason && count);
    expect(counted.length).toBeGreaterThanOrEqual(REFUSED);
    expect(counted[0]).toMatchObject({
      _aws: {
        CloudWatchMetrics: [
          { Namespace: "Ringback/ringback", Dimensions: [["service", "reason"]] },
        ],
      },
    });
    const firstFailedMs = Math.min(...failed.map(({ timestamp }) => Date.parse(timestamp)));
    const droppedMs = notices.map(({ dropped_at: time }) => Date.parse(time));
    expect(Math.min(...droppedMs)).toBeGreaterThan(firstFailedMs + PARKED_SECONDS * 1000 - 1000);
    for (const { since, until: end } of told) {
      expect(Date.parse(end)).toBeGreaterThanOrEqual(Math.min(...droppedMs));
      expect(Date.parse(since)).toBeLessThanOrEqual(Math.max(...droppedMs));
    }

    // What was dropped comes back by one call each, and then nothing is left of the outage.
    receiver.answer(PATH, [204]);
    for (const { delivery_id: id } of notices) {
      expect((await tenant.api("POST", `/deliveries/${id}/resend`)).status).toBe(202);
    }
    await until(() => statistics(webhookId), {
      deliveries: EVENTS,
      attempts: 2 * EVENTS + REFUSED,
      outcomes: { delivered: EVENTS, parked: 0, queued: 0, dropped: {} },
    });
  },
);
