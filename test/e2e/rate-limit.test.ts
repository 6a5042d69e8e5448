import { expect, test } from "vitest";

import { startScenario } from "../support/scenario.ts";

/** Six of them go at once, after a rest. */
const PER_SECOND = 5;
const EVENTS = 20;

const { tenant, receiver, publishMany, webhookAt } = await startScenario("rate-limit");

test.concurrent("a receiver gets no more than its webhook's limit, and all of it in the end", async () => {
  await webhookAt("/limited", ["LIMITED"], { rate_limit: { per_second: PER_SECOND } });
  await publishMany("LIMITED", EVENTS);
  const requests = await receiver.waitFor(EVENTS, { path: "/limited" });
  const times = requests.map(({ receivedAtMs }) => receivedAtMs).toSorted((a, b) => a - b);
  // Any window: a second early, a second late.
  for (const [first, fromMs] of times.entries()) {
    for (const [count, untilMs] of times.slice(first).entries()) {
      const most = ((untilMs - fromMs) / 1000 + 2) * PER_SECOND + 1;
      expect(count + 1).toBeLessThanOrEqual(most);
    }
  }
  expect(new Set(requests.map(({ headers }) => headers["ringback-delivery"])).size).toBe(EVENTS);
  expect(new Set(requests.map(({ headers }) => headers["ringback-attempt"]))).toEqual(
    new Set(["1"]),
  );
});

test.concurrent("a delivery says that a limit keeps it back, and goes when the limit does", async () => {
  const config = { rate_limit: { per_second: 0.01 } };
  const id = await webhookAt("/lifted", ["LIFTED"], config);
  await publishMany("LIFTED", 3);
  await receiver.waitFor(1, { path: "/lifted" });
  const path = `/webhooks/${id}/deliveries?status=waiting`;
  const waiting = await expect
    .poll(async () => (await tenant.api("GET", path)).body.data, { timeout: 20_000 })
    .toHaveLength(2)
    .then(async () => (await tenant.api("GET", path)).body.data);
  const shown = await tenant.api("GET", `/deliveries/${waiting[0].id}`);
  expect(shown.body).toMatchObject({ waits_for: "rate_limit", attempt_count: 0 });
  const { body: webhook } = await tenant.api("GET", `/webhooks/${id}`);
  expect(webhook.health).toMatchObject({ state: "limited" });
  await tenant.api("PATCH", `/webhooks/${id}`, { config: { rate_limit: null } });
  await receiver.waitFor(3, { path: "/lifted" });
});

test.concurrent("a receiver has no more requests at once than its webhook allows", async () => {
  const delayMs = 300;
  receiver.answer("/at-once", [{ status: 200, delayMs }]);
  await webhookAt("/at-once", ["AT_ONCE"], { max_in_flight: 2 });
  await publishMany("AT_ONCE", 6);
  const requests = await receiver.waitFor(6, { path: "/at-once" });
  for (const { receivedAtMs: fromMs } of requests) {
    const meanwhile = requests.filter(
      ({ receivedAtMs }) => receivedAtMs >= fromMs && receivedAtMs < fromMs + delayMs,
    );
    expect(meanwhile.length).toBeLessThanOrEqual(2);
  }
});
