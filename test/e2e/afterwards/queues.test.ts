import { beforeAll, expect, test } from "vitest";

import { testCloud, type TestCloud } from "../../support/cloud.ts";
import { queueProbe } from "../../support/queue-probe.ts";

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await testCloud();
});

test("nothing is left in any queue: what was dropped or rejected, a test has taken off", async () => {
  const names = Object.keys(cloud.queues).toSorted();
  expect(names).toEqual([
    "deliveries",
    "deliveries_redrive",
    "deliveries_slow",
    "deliveries_trial",
    "dropped",
    "events",
    "events_dead",
    "notification_expiry",
    "notification_expiry_dead",
    "rejected_events",
    "slices",
  ]);
  const depths = async (): Promise<object> =>
    Object.fromEntries(
      await Promise.all(
        names.map(async (name) => [name, await queueProbe(cloud, name).depth()] as const),
      ),
    );
  await expect
    .poll(depths, { timeout: 30_000, interval: 250 })
    .toEqual(Object.fromEntries(names.map((name) => [name, 0])));
});
