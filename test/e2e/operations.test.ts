import { describe, expect, test } from "vitest";

import { TEST_SETTINGS } from "../../local/cloud/test-settings.ts";
import { operatorView } from "../support/operator-view.ts";
import { publish } from "../support/producer.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { fixedRetry } from "../support/test-webhook.ts";
import { within } from "../support/within.ts";

/** A wait that a lane keeps for a while: longer than what it hands to the queue. */
const PARKED_SECONDS = Number(TEST_SETTINGS.horizonSeconds) + 5;
const SECRET = "a-secret-of-the-receiver";

const { cloud, tenant, receiver, webhookAt } = await startScenario("operations");

async function untilSeen(kind: string, isIt: (element: any) => boolean) {
  return within({ timeoutMs: 40_000, intervalMs: 250 }, async () => {
    const all = await operatorView(cloud, kind);
    expect(JSON.stringify(all)).not.toContain(SECRET);
    const found = all.filter(({ application }) => application === tenant.application);
    const it = found.find(isIt);
    if (it === undefined) throw new Error(`not among ${JSON.stringify(found)}`);
    return it;
  });
}

function entry(type: string, payload: object = { [SECRET]: SECRET }) {
  return { type, detail: { application: tenant.application, payload } };
}

describe.concurrent("the operator", () => {
  test("sees a receiver that is down, what waits for it and why, until it has recovered", async () => {
    receiver.answer("/DOWN", [503, 503, 503, 204]);
    const id = await webhookAt(`/DOWN?${SECRET}`, ["DOWN"], {
      retry: fixedRetry(3, PARKED_SECONDS),
    });
    const before = Date.now();
    await publish(cloud, [entry("DOWN"), entry("DOWN"), entry("DOWN")]);
    const isIt = ({ webhook_id: webhookId, parked }: { webhook_id: string; parked: number }) =>
      webhookId === id && parked === 3;
    const waiting = await untilSeen("waiting", isIt);
    expect(waiting).toEqual({
      kind: "waiting",
      application: tenant.application,
      environment: "production",
      webhook_id: id,
      webhook_status: "enabled",
      parked: 3,
      more: false,
      next_attempt_at: expect.stringMatching(/Z$/u),
      oldest_accepted_at: expect.stringMatching(/Z$/u),
      attempt_count: 1,
      last_outcomes: ["503"],
      lane_used_at: expect.stringMatching(/Z$/u),
    });
    expect(Date.parse(waiting.next_attempt_at)).toBeGreaterThan(before);

    await receiver.waitFor(6, { path: "/DOWN", timeoutMs: 50_000 });
    await untilSeen(
      "waiting",
      ({ webhook_id: webhookId, parked }) => webhookId === id && parked === 0,
    );
  });

  test("sees what was dropped by webhook and reason", async () => {
    receiver.answer("/SPENT", [500]);
    const id = await webhookAt("/SPENT", ["SPENT"], { retry: fixedRetry(1, 1) });
    await publish(cloud, [entry("SPENT"), entry("SPENT")]);
    await queueProbe(cloud, "dropped").take(2, ({ webhook_id: webhookId }) => webhookId === id);
    const dropped = await untilSeen(
      "dropped",
      ({ webhook_id: webhookId, count }) => webhookId === id && count === 2,
    );
    expect(dropped).toMatchObject({ reasons: { attempts_spent: 2 } });
  });

  test("sees what was rejected by application and reason", async () => {
    await publish(cloud, [entry("UNKNOWN.TYPE")]);
    await queueProbe(cloud, "rejected_events").take(1, ({ entry: text = "" }) =>
      String(text).includes(tenant.application),
    );
    const rejected = await untilSeen("rejected", () => true);
    expect(rejected).toEqual({
      kind: "rejected",
      application: tenant.application,
      environment: "production",
      day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/u),
      count: 1,
      reasons: { unknown_event_type: 1 },
    });
  });
});

test("an API key of a tenant is refused", async () => {
  expect((await tenant.api("GET", "/operations")).status).toBe(403);
});
