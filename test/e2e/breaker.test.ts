import { afterAll, expect, test } from "vitest";

import { operatorView } from "../support/operator-view.ts";
import { startScenario } from "../support/scenario.ts";
import { disableWebhooks } from "../support/test-webhook.ts";
import { within } from "../support/within.ts";

/** Each attempt of theirs fails: eight in a row, in a function or two, within a few seconds. */
const FIRST = 10;
/**
 * Published while it is down: with the first ones no more than its lane releases in two looks, some
 * twenty seconds.
 */
const LATER = 5;
const PATH = "/breaker";

const { cloud, tenant, receiver, publishMany, webhookAt } = await startScenario("breaker");

afterAll(() => disableWebhooks(tenant));

test("a receiver that is down gets probes alone, and all that waits when it is back", async () => {
  let isUp = false;
  receiver.answer(PATH, () => (isUp ? 204 : 503));
  const [webhookId] = await Promise.all([
    webhookAt(PATH, ["DOWN_STORY"]),
    webhookAt("/told", ["webhook.down", "webhook.recovered"]),
  ]);
  const shown = async () => (await tenant.api("GET", `/webhooks/${webhookId}`)).body;
  const healthOf = async () => (await shown()).health;
  const until = (state: string) =>
    within({ timeoutMs: 30_000 }, async () => expect(await healthOf()).toMatchObject({ state }));
  await publishMany("DOWN_STORY", FIRST);
  await until("down");
  const { body } = await tenant.api("GET", "/webhooks?health=down");
  expect(body.data.map(({ id }: { id: string }) => id)).toEqual([webhookId]);

  expect(await shown()).toMatchObject({ last_failure: { status: 503 } });
  expect(await shown()).not.toHaveProperty("last_success");

  await publishMany("DOWN_STORY", LATER, FIRST);
  const parkedUnsent = () =>
    within({ timeoutMs: 30_000 }, async () => {
      const { body: stats } = await tenant.api("GET", `/webhooks/${webhookId}/stats`);
      expect(stats).toMatchObject({ delivery_count: FIRST + LATER, outcomes: { delivered: 0 } });
      return stats.last_answers.unattempted as number;
    });
  // All but those that were probes.
  expect(await parkedUnsent()).toBeGreaterThan(LATER / 2);
  await within({ timeoutMs: 30_000 }, async () => {
    const down = await operatorView(cloud, "down");
    expect(down.find(({ webhook_id: id }) => id === webhookId)).toMatchObject({
      application: tenant.application,
      webhook_status: "enabled",
      state: "down",
    });
  });

  isUp = true;
  await within({ timeoutMs: 60_000 }, async () => {
    const { body: stats } = await tenant.api("GET", `/webhooks/${webhookId}/stats`);
    expect(stats.outcomes).toMatchObject({ delivered: FIRST + LATER });
  });
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
