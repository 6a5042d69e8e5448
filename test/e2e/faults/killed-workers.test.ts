import { setTimeout as sleep } from "node:timers/promises";

import { expect, test } from "vitest";

import { killFunctionWorkers } from "../../support/function-workers.ts";
import { invokeFunction } from "../../support/invoke-function.ts";
import { laneProbe } from "../../support/lane-probe.ts";
import { queueProbe } from "../../support/queue-probe.ts";
import { startScenario } from "../../support/scenario.ts";
import { within } from "../../support/within.ts";

/** Deliveries to each of the two webhooks. */
const EVENTS = 12;
/** Delays 1 and 2 s (hold), 4 s (delay), 8 s (park): every way to wait, then dropped. */
const RETRY = {
  kind: "exponential",
  attempts: 5,
  initial_seconds: 1,
  factor: 2,
  cap_seconds: 8,
  jitter: 0,
};
const KILLS = 5;
const BETWEEN_KILLS_MS = 4000;
/**
 * Killed messages return after the visibility timeout: six function timeouts of the test settings,
 * several times over.
 */
const PATIENCE_MS = 240_000;
/**
 * The functions that carry deliveries. The config API is not killed: it would lose nothing, but
 * fail the test's own calls.
 */
const FUNCTIONS = [
  "ringback-fan-out",
  "ringback-deliver",
  "ringback-deliver-trial",
  "ringback-deliver-slow",
  "ringback-retry-lane",
];

const { cloud, tenant, receiver, publishMany, webhookAt } = await startScenario("killed");
const lanes = await laneProbe(cloud);

interface Listed {
  readonly id: string;
  readonly status: string;
  readonly attempt_count: number;
}

/** All deliveries of a webhook, once every one of them has ended. */
async function untilEnded(webhookId: string): Promise<Listed[]> {
  return within({ timeoutMs: PATIENCE_MS, intervalMs: 1000 }, async () => {
    // As its schedule does, every quarter of an hour: nobody else may be left to open a lane
    // whose execution was stopped.
    await invokeFunction(cloud, "ringback-sweep");
    const { body } = await tenant.api("GET", `/webhooks/${webhookId}/deliveries?limit=200`);
    const ended = (body.data as Listed[]).filter(
      ({ status }) => status !== "waiting" && status !== "pending",
    );
    if (ended.length < EVENTS) throw new Error(`${ended.length} of ${EVENTS} have ended`);
    return ended;
  });
}

/** Requests that came for a delivery. */
function requestsOf(path: string, deliveryId: string): number {
  return receiver
    .requestsTo(path)
    .filter(({ headers }) => headers["ringback-delivery"] === deliveryId).length;
}

test(
  "functions killed every few seconds and stopped lanes lose no delivery, and repeat none more often than there were faults",
  { timeout: PATIENCE_MS + 60_000 },
  async () => {
    const config = { retry: RETRY, timeout_seconds: 2 };
    receiver.answer("/DOWN", () => ({ status: 503 }));
    receiver.answer("/WELL", () => ({ status: 204 }));
    const down = await webhookAt("/DOWN", ["KILLED"], config);
    const well = await webhookAt("/WELL", ["KILLED"], config);
    await publishMany("KILLED", EVENTS);

    let faults = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(BETWEEN_KILLS_MS);
      faults += killFunctionWorkers(cloud.pid, FUNCTIONS);
      for (const [generation, status] of Object.entries(await lanes.executions(down))) {
        if (status === "RUNNING") {
          await lanes.kill(down, Number(generation));
          faults += 1;
        }
      }
    }
    expect(faults).toBeGreaterThan(KILLS);

    const delivered = await untilEnded(well);
    expect(new Set(delivered.map(({ status }) => status))).toEqual(new Set(["delivered"]));
    const dropped = await untilEnded(down);
    expect(new Set(dropped.map(({ status }) => status))).toEqual(new Set(["dropped"]));
    expect(delivered).toHaveLength(EVENTS);
    expect(dropped).toHaveLength(EVENTS);
    for (const { id, attempt_count: attempts } of dropped) {
      expect(attempts).toBeLessThanOrEqual(RETRY.attempts);
      expect(requestsOf("/DOWN", id)).toBeGreaterThanOrEqual(attempts);
      expect(requestsOf("/DOWN", id)).toBeLessThanOrEqual(attempts + faults);
    }
    for (const { id, attempt_count: attempts } of delivered) {
      expect(requestsOf("/WELL", id)).toBeLessThanOrEqual(attempts + faults);
    }
    const isMine = (body: { webhook_id?: string }) => body.webhook_id === down;
    const notices = await queueProbe(cloud, "dropped").take(EVENTS, isMine);
    expect(new Set(notices.map(({ delivery_id: id }) => id as string))).toEqual(
      new Set(dropped.map(({ id }) => id)),
    );
  },
);
