import { isDeepStrictEqual } from "node:util";

import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { TEST_SETTINGS } from "../../local/cloud/test-settings.ts";
import { type AlarmProbe, type Datum, startAlarmProbe } from "../support/alarm-probe.ts";
import { alarmsOf } from "../support/alarms.ts";
import { newTenant, testCloud, type TestCloud, type TestTenant } from "../support/cloud.ts";
import { emittedMetrics } from "../support/emitted-metrics.ts";
import { invokeFunction } from "../support/invoke-function.ts";
import { publish } from "../support/producer.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { logTexts } from "../support/readable-texts.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { synthesizeRingback } from "../support/template.ts";
import { createWebhook, fixedRetry } from "../support/test-webhook.ts";

const wanted = alarmsOf(synthesizeRingback(TEST_SETTINGS).signals);

let cloud: TestCloud;
let tenant: TestTenant;
let receiver: Receiver;
let probe: AlarmProbe;
let deployed: ReadonlyMap<string, MetricAlarm>;

beforeAll(async () => {
  cloud = await testCloud();
  tenant = await newTenant(cloud, "alarms");
  receiver = await startReceiver();
  probe = await startAlarmProbe(cloud);
  deployed = new Map((await probe.alarms()).map((alarm) => [String(alarm.AlarmName), alarm]));
});

afterAll(async () => {
  await receiver.close();
  await probe.close();
});

function dimensionsOf(name: string): Record<string, string> {
  const { Dimensions: dimensions = [] } = deployed.get(name) ?? {};
  return Object.fromEntries(dimensions.map(({ Name = "", Value = "" }) => [Name, Value]));
}

/** Sets the alarm to OK, so that what follows is seen to change it. */
async function calm(name: string): Promise<void> {
  await probe.setState(name, "INSUFFICIENT_DATA");
  await probe.setState(name, "OK");
  await probe.told(name, "OK");
}

test("all alarms of the templates are deployed, and no other", () => {
  expect([...deployed.keys()].toSorted()).toEqual(wanted.map(({ name }) => name).toSorted());
});

describe.each(wanted)("$name", ({ name, namespace, metric, threshold }) => {
  test("goes to ALARM by a datum of its own metric, and the topic says so, and when it is over", async () => {
    await calm(name);
    // AWS itself writes what is in a namespace of AWS, and takes it from nobody else; the emulator does.
    await probe.put({ namespace, metric, dimensions: dimensionsOf(name), value: threshold });
    const { AlarmDescription: description } = await probe.told(name, "ALARM");
    expect(description).toContain("docs/runbook.md#");
    await probe.setState(name, "OK");
    await probe.told(name, "OK");
  });
});

test.each(wanted.filter(({ missing }) => missing === "missing"))(
  "$name calls when it has fallen silent, too",
  async ({ name }) => {
    await calm(name);
    await probe.setState(name, "INSUFFICIENT_DATA");
    expect(await probe.told(name, "INSUFFICIENT_DATA")).toMatchObject({ AlarmName: name });
  },
);

/** Waits until a function has written the metric of an alarm: namespace, name and dimensions. */
async function emitted(name: string): Promise<Datum> {
  const dimensions = dimensionsOf(name);
  const { Namespace: namespace = "", MetricName: metric = "" } = deployed.get(name) ?? {};
  return vi.waitFor(
    async () => {
      const data = await emittedMetrics(cloud, `ringback-${dimensions["service"]}`);
      const own = data.findLast((datum) =>
        isDeepStrictEqual({ ...datum, value: 0 }, { namespace, metric, dimensions, value: 0 }),
      );
      if (own === undefined) throw new Error(`${metric} is not among ${JSON.stringify(data)}`);
      return own;
    },
    { timeout: 20_000, interval: 250 },
  );
}

describe.each([
  { name: "ringback-lanes-overdue", run: () => invokeFunction(cloud, "ringback-sweep") },
  {
    name: "ringback-signing-keys-overdue",
    run: () => invokeFunction(cloud, "ringback-signing-keys"),
  },
])("$name", ({ name, run }) => {
  test("is about the very metric that the function writes: namespace, name and dimensions", async () => {
    await run();
    expect(await emitted(name)).toMatchObject({ value: expect.any(Number) as number });
  });
});

test("a key that the operator makes: what the function writes brings the alarm, and its log names the tenant", async () => {
  const name = "ringback-operator-made-key";
  await calm(name);
  const { application } = await newTenant(cloud, "alarms-key");
  await probe.put(await emitted(name)); // as CloudWatch itself does with what is in the log
  await probe.told(name, "ALARM");
  const log = (await logTexts(cloud)).find(({ place }) => place.endsWith("ringback-config-api"));
  const lines = log?.text
    .split("\n")
    .filter((line) => line.includes("API key made by the operator"));
  expect(lines?.join("\n")).toContain(application);
});

test("three failed runs of a function are three errors of the metric that its alarm watches", async () => {
  const name = "ringback-retry-lane-errors";
  const errors = {
    namespace: "AWS/Lambda",
    metric: String(deployed.get(name)?.MetricName),
    dimensions: dimensionsOf(name),
  };
  await calm(name);
  const before = await probe.sum(errors);
  for (let run = 1; run <= 3; run += 1) {
    await expect(invokeFunction(cloud, "ringback-retry-lane", {})).rejects.toThrow();
  }
  expect(await probe.sum(errors)).toBe(before + 3);
  // The emulator looks at alarms when it gets a datum, whichever.
  await probe.put({ namespace: "Test", metric: "any", dimensions: {}, value: 1 });
  await probe.told(name, "ALARM");
});

test("a receiver that refuses: the alarm names the queue of the notice, and the runbook's steps lead to a delivery", async () => {
  receiver.answer("/REFUSED", [403, 403, 204]);
  const webhook = await createWebhook(tenant, {
    endpoint: `${receiver.url}/REFUSED`,
    events: ["REFUSED"],
    config: { retry: fixedRetry(2, 1) },
  });
  const detail = { application: tenant.application, payload: {} };
  await publish(cloud, [{ type: "REFUSED", detail }]);

  // The fault ends as a message in the queue that the alarm counts.
  expect(cloud.queues["dropped"]).toMatch(
    new RegExp(`/${dimensionsOf("ringback-dropped")["QueueName"]}$`, "u"),
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
  await vi.waitFor(
    async () => {
      const { body } = await tenant.api("GET", `/deliveries/${notice.delivery_id}`);
      expect(body.status).toBe("delivered");
    },
    { timeout: 20_000, interval: 100 },
  );
});

test("an event that does not fit ends in the queue that the alarm counts, with source and reason", async () => {
  expect(cloud.queues["rejected_events"]).toMatch(
    new RegExp(`/${dimensionsOf("ringback-rejected")["QueueName"]}$`, "u"),
  );
  const source = `com.example.${tenant.application}`;
  await publish(cloud, [{ type: "NOBODY_KNOWS", detail: { payload: {} }, source }]);
  const [rejected] = await queueProbe(cloud, "rejected_events").take(1, ({ entry }) =>
    String(entry).includes(source),
  );
  expect(rejected).toMatchObject({ reason: expect.any(String) as string });
});
