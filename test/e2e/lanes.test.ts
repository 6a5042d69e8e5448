import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, test } from "vitest";

import { TEST_SETTINGS } from "../../local/cloud/test-settings.ts";
import { startAlarmProbe } from "../support/alarm-probe.ts";
import { emittedMetrics } from "../support/emitted-metrics.ts";
import { invokeFunction } from "../support/invoke-function.ts";
import { laneProbe } from "../support/lane-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { createWebhook, fixedRetry } from "../support/test-webhook.ts";
import { within } from "../support/within.ts";

const SLEEP_MS = Number(TEST_SETTINGS.laneSleepSeconds) * 1000;
const HORIZON_MS = Number(TEST_SETTINGS.horizonSeconds) * 1000;
const DEAD_MS = Number(TEST_SETTINGS.laneDeadSeconds) * 1000;
const KEPT_MS = Number(TEST_SETTINGS.laneKeptSeconds) * 1000;

const beganMs = Date.now();

const { cloud, tenant, receiver, publishOne, webhookAt } = await startScenario("lanes");
const lanes = await laneProbe(cloud);

/**
 * A webhook that is disabled, with one event parked in its lane; the lane's first execution runs.
 */
async function pausedWebhook(type: string): Promise<string> {
  const id = await webhookAt(`/${type}`, [type]);
  const { status, body } = await tenant.api("POST", `/webhooks/${id}/disable`);
  expect({ status, is: body.status }).toEqual({ status: 200, is: "disabled" });
  await publishOne(type);
  await untilExecutions(id, { 1: "RUNNING" });
  return id;
}

async function enable(webhookId: string): Promise<void> {
  const { body } = await tenant.api("POST", `/webhooks/${webhookId}/enable`);
  expect(body.status).toBe("enabled");
}

/** Waits until the executions of a webhook's lane are these: generation → status. */
async function untilExecutions(
  webhookId: string,
  expected: Readonly<Record<number, string>>,
): Promise<void> {
  await within({ timeoutMs: 40_000 }, async () => {
    const found = JSON.stringify(await lanes.executions(webhookId));
    if (found !== JSON.stringify(expected)) throw new Error(`the executions are ${found}`);
  });
}

/** Waits until the execution of a webhook's lane has just gone to sleep. */
async function untilAsleep(webhookId: string): Promise<void> {
  await within({ timeoutMs: 40_000, intervalMs: 100 }, async () => {
    if (!(await lanes.isAsleep(webhookId))) throw new Error("the lane is awake");
  });
}

/** Waits until an execution of a webhook's lane runs. */
async function untilRunning(webhookId: string, timeout = 40_000): Promise<void> {
  await within({ timeoutMs: timeout }, async () => {
    const statuses = Object.values(await lanes.executions(webhookId));
    if (!statuses.includes("RUNNING")) throw new Error(statuses.join());
  });
}

/** Waits until no execution of a webhook's lane runs any more, and each has ended so. */
async function untilEnded(
  webhookId: string,
  ends: readonly string[] = ["SUCCEEDED"],
): Promise<void> {
  await within({ timeoutMs: 40_000 }, async () => {
    const statuses = Object.values(await lanes.executions(webhookId));
    if (statuses.some((status) => !ends.includes(status))) throw new Error(statuses.join());
  });
}

describe.concurrent("a lane", () => {
  test("keeps the events of a disabled webhook until it is enabled, and ends once all have gone", async () => {
    const id = await pausedWebhook("PAUSED");
    await publishOne("PAUSED");
    await sleep(2 * SLEEP_MS);
    expect(receiver.requestsTo("/PAUSED")).toEqual([]);
    const { body: waiting } = await tenant.api(
      "GET",
      `/deliveries?status=waiting&webhook_id=${id}`,
    );
    expect(waiting.data).toMatchObject([
      { status: "waiting", attempt_count: 0 },
      { status: "waiting", attempt_count: 0 },
    ]);

    await enable(id);
    const requests = await receiver.waitFor(2, { path: "/PAUSED" });
    expect(requests.map(({ headers }) => headers["ringback-attempt"])).toEqual(["1", "1"]);
    await untilEnded(id);
    expect(receiver.requestsTo("/PAUSED")).toHaveLength(2);
    const { body: nothing } = await tenant.api(
      "GET",
      `/deliveries?status=undelivered&webhook_id=${id}`,
    );
    expect(nothing.data).toEqual([]);
  });

  test("that sleeps is superseded when its webhook is enabled, each time, and again when that is repeated", async () => {
    const id = await pausedWebhook("AT-ONCE");
    await untilAsleep(id);
    await enable(id);
    await receiver.waitFor(1, { path: "/AT-ONCE" });
    // The next execution has released it, while the first one sleeps on.
    expect(Object.keys(await lanes.executions(id))).toEqual(["1", "2"]);
    await tenant.api("POST", `/webhooks/${id}/disable`);
    await publishOne("AT-ONCE");
    await enable(id);
    await enable(id);
    await receiver.waitFor(2, { path: "/AT-ONCE" });
    await untilEnded(id);
    expect(receiver.requestsTo("/AT-ONCE")).toHaveLength(2);
  });

  test("wakes a delivery at its time, when that is further away than a message can be delayed", async () => {
    const waitMs = HORIZON_MS + 2 * SLEEP_MS;
    receiver.answer("/FAR", [503, 204]);
    const id = await webhookAt("/FAR", ["FAR"], { retry: fixedRetry(2, waitMs / 1000) });
    await publishOne("FAR");
    await untilExecutions(id, { 1: "RUNNING" });
    const [first, second] = await receiver.waitFor(2, { path: "/FAR" });
    const gap = (second?.receivedAtMs ?? 0) - (first?.receivedAtMs ?? 0);
    expect(gap).toBeGreaterThanOrEqual(waitMs);
    expect(gap).toBeLessThan(waitMs + SLEEP_MS);
    expect(second?.headers["ringback-attempt"]).toBe("2");
    await untilExecutions(id, { 1: "SUCCEEDED" });
  });

  test("is opened anew when something is parked after it has ended", async () => {
    const id = await pausedWebhook("AGAIN");
    await enable(id);
    await receiver.waitFor(1, { path: "/AGAIN" });
    await untilEnded(id);
    await tenant.api("POST", `/webhooks/${id}/disable`);
    await publishOne("AGAIN");
    await untilRunning(id);
    expect(receiver.requestsTo("/AGAIN")).toHaveLength(1);
    await enable(id);
    await receiver.waitFor(2, { path: "/AGAIN" });
    await untilEnded(id);
  });

  test("whose execution has died is opened anew by the sweep", async () => {
    const id = await pausedWebhook("DEAD");
    await lanes.kill(id, 1);
    await untilExecutions(id, { 1: "ABORTED" });
    await sleep(DEAD_MS);
    await within({ timeoutMs: 30_000 }, async () => {
      // As its schedule does, again and again.
      await invokeFunction(cloud, "ringback-sweep");
      await untilRunning(id, 1000);
    });
    await enable(id);
    await receiver.waitFor(1, { path: "/DEAD" });
    await untilEnded(id, ["ABORTED", "SUCCEEDED"]);
    expect(receiver.requestsTo("/DEAD")).toHaveLength(1);
    // What the sweep wrote brings the alarm.
    const measured = await emittedMetrics(cloud, "sweep", beganMs);
    const overdue = measured.find(({ metric, value }) => metric === "lanesOverdue" && value > 0);
    const probe = await startAlarmProbe(cloud);
    await probe.fire("ringback-lanes-overdue", overdue!);
    await probe.close();
  });

  test("is made with the first park, forgotten when it is idle for long, and made anew with the next park", async () => {
    const unused = await createWebhook(tenant, { endpoint: receiver.url, events: ["UNUSED"] });
    expect(await lanes.parkedAtMs(unused)).toBeUndefined();
    const id = await pausedWebhook("IDLE");
    await enable(id);
    await receiver.waitFor(1, { path: "/IDLE" });
    await untilEnded(id);
    expect(await lanes.parkedAtMs(id)).toBeGreaterThan(0);
    await sleep(KEPT_MS);
    await within({ timeoutMs: 30_000, intervalMs: 1000 }, async () => {
      await invokeFunction(cloud, "ringback-sweep");
      if ((await lanes.parkedAtMs(id)) !== undefined) throw new Error("the lane is still there");
    });

    await tenant.api("POST", `/webhooks/${id}/disable`);
    await publishOne("IDLE");
    await untilRunning(id);
    await enable(id);
    await receiver.waitFor(2, { path: "/IDLE" });
    await untilEnded(id);
  });

  test("that was opened but never started is started by the execution that it replaces", async () => {
    const id = await pausedWebhook("OPENING");
    await lanes.openWithoutStarting(id);
    await untilExecutions(id, { 1: "SUCCEEDED", 2: "RUNNING" });
    expect(receiver.requestsTo("/OPENING")).toEqual([]);
    await enable(id);
    await receiver.waitFor(1, { path: "/OPENING" });
    await untilEnded(id);
  });

  test("goes on in another execution before the first one's history is full", async () => {
    const id = await pausedWebhook("OLD");
    const step = { webhook: id, generation: await lanes.generation(id, 1), wakes: 1999 };
    const answer = await invokeFunction(cloud, "ringback-retry-lane", step);
    expect(answer).toMatchObject({ next: "end" });
    await untilExecutions(id, { 1: "SUCCEEDED", 2: "RUNNING" });
    await enable(id);
    await receiver.waitFor(1, { path: "/OLD" });
    await untilEnded(id);
    expect(receiver.requestsTo("/OLD")).toHaveLength(1);
  });
});
