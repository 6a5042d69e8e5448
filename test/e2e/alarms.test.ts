import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, describe, expect, test } from "vitest";

import { makeDynamoSigningKeys } from "../../lambdas/shared/dynamodb/dynamo-signing-keys.ts";
import { TEST_SETTINGS } from "../../local/cloud/test-settings.ts";
import { type AlarmState, type Datum, metricOf, startAlarmProbe } from "../support/alarm-probe.ts";
import { alarmsOf } from "../support/alarms.ts";
import { newTenant } from "../support/cloud.ts";
import { emittedMetrics } from "../support/emitted-metrics.ts";
import { functionLog } from "../support/function-log.ts";
import { invokeFunction } from "../support/invoke-function.ts";
import { publish } from "../support/producer.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { synthesizeRingback } from "../support/template.ts";
import { fixedRetry } from "../support/test-webhook.ts";
import { within } from "../support/within.ts";

const beganMs = Date.now();
const wanted = alarmsOf(synthesizeRingback(TEST_SETTINGS).signals);
const names = wanted.map(({ name }) => name);

const { cloud, tenant, receiver, webhookAt } = await startScenario("alarms");
const probe = await startAlarmProbe(cloud);

afterAll(() => probe.close());

/** What the topic tells of each of these alarms once it is so. */
function toldOf(some: readonly string[], state: AlarmState) {
  return Promise.all(some.map((name) => probe.told(name, state)));
}

function setAll(some: readonly string[], state: AlarmState) {
  return Promise.all(some.map((name) => probe.setState(name, state)));
}

test("all alarms of the templates are deployed, and no other", () => {
  expect([...probe.alarms.keys()].toSorted()).toEqual(names.toSorted());
});

test("each goes to ALARM by a datum of its own metric, and the topic says so, and when it is over", async () => {
  await Promise.all(names.map((name) => probe.calm(name)));
  // AWS itself writes what is in a namespace of AWS, and takes it from nobody else; the emulator
  // does.
  await Promise.all(
    wanted.map(({ name, namespace, metric, threshold }) => {
      const { dimensions } = metricOf(probe.alarms.get(name));
      return probe.put({ namespace, metric, dimensions, value: threshold }, soonPast(name));
    }),
  );
  for (const { AlarmDescription: description } of await toldOf(names, "ALARM")) {
    expect(description).toContain("docs/runbook.md#");
  }
  await setAll(names, "OK");
  expect(await toldOf(names, "OK")).toHaveLength(wanted.length);
});

/**
 * At the far end of what an alarm looks back over, so that the datum is soon none of its business
 * any more.
 */
function soonPast(name: string): Date {
  const { Period: seconds = 0, EvaluationPeriods: periods = 0 } = probe.alarms.get(name) ?? {};
  return new Date(Date.now() - (seconds * periods - 5) * 1000);
}

test("those of what should speak up at regular times call when it has fallen silent, too", async () => {
  const speaking = wanted.filter(({ missing }) => missing === "missing").map(({ name }) => name);
  expect(speaking.length).toBeGreaterThan(1);
  await setAll(speaking, "INSUFFICIENT_DATA");
  await toldOf(speaking, "INSUFFICIENT_DATA");
});

/** Waits until a function has written so much of a metric. */
async function emitted(room: string, metric: string, least: number): Promise<Datum> {
  return within({ timeoutMs: 20_000, intervalMs: 250 }, async () => {
    const data = await emittedMetrics(cloud, room, beganMs);
    const own = data.findLast((datum) => datum.metric === metric && datum.value >= least);
    if (own === undefined) throw new Error(`no such ${metric} among ${JSON.stringify(data)}`);
    return own;
  });
}

describe.concurrent("a fault", () => {
  test("in the rotation of signing keys: what the function writes brings the alarm", async () => {
    await webhookAt("/SIGNED", ["SIGNED"], { signature: { scheme: "jws" } });
    // As after a minute without a rotation: the last key goes on signing, and nothing follows it.
    const dynamodb = new DynamoDBClient(cloud.client);
    const tableName = cloud.outputs["WebhooksTableName"] ?? "";
    const keys = makeDynamoSigningKeys({ dynamodb, tableName });
    const ring = await keys.list(tenant);
    for (const key of ring) await keys.remove(key);
    const signsFromMs = ring[0]!.signsFromMs - 60_000;
    await keys.putIfAbsent({ ...ring[0]!, ring: tenant, signsFromMs });
    await invokeFunction(cloud, "ringback-signing-keys");
    dynamodb.destroy();
    const datum = await emitted("signing-keys", "signingKeyDelayMs", 1);
    expect(await probe.fire("ringback-signing-keys-overdue", datum)).toMatchObject({
      AlarmDescription: expect.stringContaining("docs/runbook.md#signing-keys-overdue") as string,
    });
  });

  test("or not: a key that the operator makes brings the alarm, and the log names the tenant", async () => {
    const { application } = await newTenant(cloud, "alarms-key");
    const datum = await emitted("config-api", "operatorMadeKey", 1);
    await probe.fire("ringback-operator-made-key", datum);
    const lines = await functionLog(cloud, "config-api", beganMs);
    const about = lines.filter(({ message }) => message === "API key made by the operator");
    expect(about.map((line) => line.application)).toContain(application);
  });

  test("of a function: three failed runs are three errors of the metric that its alarm watches", async () => {
    const name = "ringback-retry-lane-errors";
    const errors = metricOf(probe.alarms.get(name));
    await probe.calm(name);
    const before = await probe.sum(errors);
    const runs = [1, 2, 3].map(() => invokeFunction(cloud, "ringback-retry-lane", {}));
    const ends = await Promise.allSettled(runs);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(await probe.sum(errors)).toBe(before + 3);
    await probe.look();
    await probe.told(name, "ALARM");
  });

  test("of a receiver, which refuses: the alarm names the queue of the notice, and the runbook's steps lead to a delivery", async () => {
    receiver.answer("/REFUSED", [403, 403, 204]);
    const webhook = await webhookAt("/REFUSED", ["REFUSED"], { retry: fixedRetry(2, 1) });
    const detail = { application: tenant.application, payload: {} };
    await publish(cloud, [{ type: "REFUSED", detail }]);

    // The fault ends as a message in the queue that the alarm counts.
    expect(cloud.queues["dropped"]).toMatch(
      new RegExp(
        `/${metricOf(probe.alarms.get("ringback-dropped")).dimensions["QueueName"]}$`,
        "u",
      ),
    );
    const dropped = queueProbe(cloud, "dropped");
    const [notice] = await dropped.take(1, ({ webhook_id: id }) => id === webhook);

    // Look: the notice names webhook, tenant and reason.
    expect(notice).toMatchObject({
      application: tenant.application,
      environment: "production",
      reason: "attempts_spent",
      last_outcome: "403",
    });
    const { body: page } = await tenant.api(
      "GET",
      `/deliveries?webhook_id=${webhook}&status=dropped`,
    );
    expect(page.data.map(({ id }: { id: string }) => id)).toEqual([notice.delivery_id]);

    // Mend: the receiver answers again, and the delivery is sent again.
    await tenant.api("POST", `/deliveries/${notice.delivery_id}/resend`);
    await receiver.waitFor(3, { path: "/REFUSED" });

    // Mended when it is delivered.
    await within({ timeoutMs: 20_000 }, async () => {
      const { body } = await tenant.api("GET", `/deliveries/${notice.delivery_id}`);
      expect(body.status).toBe("delivered");
    });
  });

  test("of a producer: an event that does not fit ends in the queue that the alarm counts, with source and reason", async () => {
    expect(cloud.queues["rejected_events"]).toMatch(
      new RegExp(
        `/${metricOf(probe.alarms.get("ringback-rejected")).dimensions["QueueName"]}$`,
        "u",
      ),
    );
    const source = `com.example.${tenant.application}`;
    await publish(cloud, [{ type: "NOBODY_KNOWS", detail: { payload: {} }, source }]);
    const [rejected] = await queueProbe(cloud, "rejected_events").take(1, ({ entry }) =>
      String(entry).includes(source),
    );
    expect(rejected).toMatchObject({ reason: expect.any(String) as string });
  });
});
