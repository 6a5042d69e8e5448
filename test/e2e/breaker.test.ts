import { afterAll, expect, test, vi } from "vitest";

import { operatorView } from "../support/operator-view.ts";
import { startScenario } from "../support/scenario.ts";
import { createWebhook, disableWebhooks } from "../support/test-webhook.ts";

/** Each attempt of theirs fails: eight in a row, in a function or two, within a few seconds. */
const FIRST = 10;
/**
 * Published while it is down: with the first ones no more than its lane releases in two looks, some
 * twenty seconds.
 */
const LATER = 5;
const PATH = "/breaker";

const { cloud, tenant, receiver, publishMany } = await startScenario("breaker");

afterAll(() => disableWebhooks(tenant));

test("a receiver that is down gets probes alone, and all that waits when it is back", async () => {
  let isUp = false;
  receiver.answer(PATH, () => (isUp ? 204 : 503));
  const [webhookId] = await Promise.all([
    createWebhook(tenant, { endpoint: `${receiver.url}${PATH}`, events: ["DOWN_STORY"] }),
    createWebhook(tenant, {
      endpoint: `${receiver.url}/told`,
      events: ["webhook.down", "webhook.recovered"],
    }),
  ]);
  const shown = async () => (await tenant.api("GET", `/webhooks/${webhookId}`)).body;
  const healthOf = async () => (await shown()).health;
  const until = (state: string) =>
    vi.waitFor(async () => expect(await healthOf()).toMatchObject({ state }), {
      timeout: 30_000,
      interval: 200,
    });
  await publishMany("DOWN_STORY", FIRST);
  await until("down");
  const { body } = await tenant.api("GET", "/webhooks?health=down");
  expect(body.data.map(({ id }: { id: string }) => id)).toEqual([webhookId]);

  expect(await shown()).toMatchObject({ last_failure: { status: 503 } });
  expect(await shown()).not.toHaveProperty("last_success");

  await publishMany("DOWN_STORY", LATER, FIRST);
  const parkedUnsent = () =>
    vi.waitFor(
      async () => {
        const { body: stats } = await tenant.api("GET", `/webhooks/${webhookId}/stats`);
        expect(stats).toMatchObject({ delivery_count: FIRST + LATER, outcomes: { delivered: 0 } });
        return stats.last_answers.unattempted as number;
      },
      { timeout: 30_000, interval: 200 },
    );
  // All but those that were probes.
  expect(await parkedUnsent()).toBeGreaterThan(LATER / 2);
  await vi.waitFor(
    async () => {
      const down = await operatorView(cloud, "down");
      expect(down.find(({ webhook_id: id }) => id === webhookId)).toMatchObject({
        application: tenant.application,
        webhook_status: "enabled",
        state: "down",
      });
    },
    { timeout: 30_000, interval: 200 },
  );

  isUp = true;
  await vi.waitFor(
    async () => {
      const { body: stats } = await tenant.api("GET", `/webhooks/${webhookId}/stats`);
      expect(stats.outcomes).toMatchObject({ delivered: FIRST + LATER });
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(["recovering", "up"]).toContain((await healthOf()).state);
  expect(await shown()).toHaveProperty("last_success.at");
  const told = await receiver.waitFor(2, { path: "/told" });
  const types = told.map(({ body: sent }) => JSON.parse(String(sent)) as Record<string, string>);
  expect(types).toEqual(
    expect.arrayContaining([
      { webhook_id: webhookId, down_since: expect.any(String) },
      { webhook_id: webhookId, recovered_at: expect.any(String) },
    ]),
  );
}, 120_000);
