import { expect, test } from "vitest";

import { makeTellSlow } from "../../../lambdas/deliver/tell-slow.ts";
import { newStanding } from "../../../lambdas/shared/domain/standing.ts";
import { BUS_FAULTS, makePublisher } from "../../support/operational-publisher.ts";

const NOW_MS = Date.parse("2026-01-31T12:00:00.000Z");
const OWNER = { application: "acme", environment: "production", webhookId: "wh_a" } as const;
const TURNED = {
  ...newStanding(NOW_MS),
  state: "slow",
  turns: 2,
  regainFromMs: NOW_MS + 20_000,
} as const;

function setUp(publish?: () => Promise<void>) {
  const { ports, ...told } = makePublisher(publish);
  return { tellSlow: makeTellSlow(ports), ...told };
}

test("a turn is logged and told to the tenant, one event a turn", async () => {
  const { tellSlow, published, lines } = setUp();
  await tellSlow(OWNER, TURNED, "CARD_STATUS_CHANGE");
  await tellSlow(OWNER, TURNED, "CARD_STATUS_CHANGE");
  const { webhookId: _, ...tenant } = OWNER;
  const slowUntil = "2026-01-31T12:00:20.000Z";
  const event = {
    type: "webhook.slow",
    id: `webhook.slow:wh_a:${NOW_MS}`,
    payload: {
      webhook_id: "wh_a",
      slow_since: "2026-01-31T12:00:00.000Z",
      slow_until: slowUntil,
      turns: 2,
    },
  };
  expect(published).toEqual([
    [tenant, event],
    [tenant, event],
  ]);
  const line = { ...tenant, webhook_id: "wh_a", turns: 2, slow_until: slowUntil };
  expect(lines()[0]).toEqual(["warn", "webhook slow", line]);
});

test("a turn by an operational event makes no other event: its receiver may be the slow one", async () => {
  const { tellSlow, published, lines } = setUp();
  await tellSlow(OWNER, TURNED, "delivery.dropped");
  expect(lines()).toHaveLength(1);
  expect(published).toEqual([]);
});

test.each(BUS_FAULTS)("no delivery fails or waits for a bus that %s", async (_, publish) => {
  const { tellSlow, published } = setUp(publish);
  await expect(tellSlow(OWNER, TURNED, "CARD_STATUS_CHANGE")).resolves.toBeUndefined();
  expect(published).toHaveLength(1);
});
