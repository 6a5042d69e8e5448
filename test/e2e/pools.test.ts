import { setTimeout as sleep } from "node:timers/promises";

import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, expect, test, vi } from "vitest";

import { standingItemKey } from "../../lambdas/shared/dynamodb/dynamo-standings.ts";
import { POOLS } from "../../lib/deliver/delivery-pools.ts";
import { functionLogOf } from "../support/function-log.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { disableWebhooks, createWebhook, fixedRetry } from "../support/test-webhook.ts";
import { within } from "../support/within.ts";

/** As long as a function goes by what it read of a webhook. */
const REMEMBERED_MS = 2100;
/** Events beside the one that hangs. */
const BESIDE = 20;

const { cloud, tenant, receiver, publishMany, webhookAt } = await startScenario("pools");
const dynamodb = new DynamoDBClient(cloud.client);

afterAll(async () => {
  await disableWebhooks(tenant);
  dynamodb.destroy();
});

/** How a webhook stands in the table; `undefined` when nothing is known of it. */
async function stateOf(webhookId: string): Promise<string | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({
      TableName: cloud.outputs["DeliveriesTableName"],
      Key: { ...standingItemKey(tenant, webhookId) },
      ConsistentRead: true,
    }),
  );
  return item?.["state"]?.S;
}

/** Which pool made each attempt of a webhook, by its number. */
async function poolsOf(webhookId: string): Promise<Record<string, string>> {
  const pools: Record<string, string> = {};
  for (const { room } of Object.values(POOLS)) {
    for (const line of await functionLogOf(cloud, room)) {
      if (line.message === "attempt" && line.webhook_id === webhookId) {
        pools[`${line.delivery_id} ${line.attempt}`] = room;
      }
    }
  }
  return pools;
}

test("a new webhook proves itself; one that hangs is served apart, and keeps no other waiting", async () => {
  const webhook = (name: string) =>
    webhookAt(`/${name}`, [`${name.toUpperCase()}_EVENT`], { retry: fixedRetry(3, 1) });
  const [healthy, tarpit] = await Promise.all([webhook("healthy"), webhook("tarpit")]);
  expect(await stateOf(healthy)).toBe("unproven");
  const aboutSlow = { endpoint: `${receiver.url}/told`, events: ["webhook.slow"] };
  await createWebhook(tenant, aboutSlow);
  for (let count = 1; count <= 3; count += 1) {
    await publishMany("HEALTHY_EVENT", 1);
    await publishMany("TARPIT_EVENT", 1);
    await receiver.waitFor(count, { path: "/healthy" });
    await receiver.waitFor(count, { path: "/tarpit" });
    await vi.waitFor(async () => {
      expect([await stateOf(healthy), await stateOf(tarpit)]).toEqual(
        Array(2).fill(count < 3 ? "unproven" : "quick"),
      );
    });
  }
  expect(new Set(Object.values(await poolsOf(healthy)))).toEqual(new Set(["deliver-trial"]));

  await sleep(REMEMBERED_MS);
  receiver.answer("/tarpit", ["hang", 204]);
  await publishMany("TARPIT_EVENT", 1);
  await receiver.waitFor(4, { path: "/tarpit" });
  receiver.answer("/healthy", [503, 204]); // what fails quickly is held where it is
  await publishMany("HEALTHY_EVENT", BESIDE);
  await receiver.waitFor(3 + BESIDE + 1, { path: "/healthy" });
  await within({ timeoutMs: 10_000 }, async () => expect(await stateOf(tarpit)).toBe("slow"));
  await receiver.waitFor(5, { path: "/tarpit" });
  const hung = receiver.requestsTo("/tarpit").at(-1)?.headers["ringback-delivery"];
  await within({ timeoutMs: 10_000 }, async () => {
    const pools = await poolsOf(tarpit);
    expect([1, 2].map((attempt) => pools[`${String(hung)} ${attempt}`])).toEqual([
      "deliver",
      "deliver-slow",
    ]);
  });
  const quick = Object.values(await poolsOf(healthy)).filter((pool) => pool === "deliver");
  expect(quick).toHaveLength(BESIDE + 1);

  expect((await tenant.api("GET", `/webhooks/${tarpit}`)).body.pool).toMatchObject({
    served_by: "slow",
    state: "slow",
  });
  expect((await tenant.api("GET", `/webhooks/${healthy}`)).body.pool).toMatchObject({
    served_by: "quick",
    state: "proved",
  });
  const [told] = await receiver.waitFor(1, { path: "/told" });
  expect(JSON.parse(String(told?.body))).toMatchObject({ webhook_id: tarpit, turns: 1 });
  // Its lane, a resend and a hold know where it is served, too.
  await tenant.api("POST", `/webhooks/${tarpit}/disable`);
  await publishMany("TARPIT_EVENT", 1);
  await within({ timeoutMs: 20_000 }, async () => {
    const { body } = await tenant.api("GET", `/webhooks/${tarpit}/deliveries?status=undelivered`);
    expect(body.data).toHaveLength(1);
  });
  await tenant.api("POST", `/webhooks/${tarpit}/enable`);
  await receiver.waitFor(6, { path: "/tarpit" });
  receiver.answer("/tarpit", [503, 204]);
  expect((await tenant.api("POST", `/deliveries/${String(hung)}/resend`)).status).toBe(202);
  await receiver.waitFor(8, { path: "/tarpit" });

  // Both are asked before either has answered: one marks the webhook as gone, the other finds it
  // so.
  receiver.answer("/healthy", [{ status: 410, delayMs: 500 }]);
  await publishMany("HEALTHY_EVENT", 2);
  const isItsOwn = ({ webhook_id: id }: { webhook_id: string }) => id === healthy;
  expect(await queueProbe(cloud, "dropped").take(2, isItsOwn)).toHaveLength(2);
  expect((await tenant.api("GET", `/webhooks/${healthy}`)).body).toMatchObject({ status: "gone" });
});
