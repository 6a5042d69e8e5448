import { expect, test } from "vitest";

import { makeTellBreaker } from "../../../../lambdas/shared/waiting/tell-breaker.ts";
import { DOWN } from "../../../contracts/breakers.ts";
import { BUS_FAULTS, makePublisher } from "../../../support/operational-publisher.ts";

const TENANT = { application: "acme", environment: "production" } as const;
const OWNER = { ...TENANT, webhookId: "wh_a" };
const SINCE_MS = Date.parse("2026-01-31T12:00:00.000Z");
const since = "2026-01-31T12:00:00.000Z";
const down = { ...DOWN, sinceMs: SINCE_MS };

function setUp(publish?: () => Promise<void>) {
  const { ports, ...told } = makePublisher(publish);
  return { tell: makeTellBreaker(ports), ...told };
}

test("a receiver that went down is logged and told to its tenant, and so is its return", async () => {
  const { tell, published, lines } = setUp();
  await tell(OWNER, down, "CARD_STATUS_CHANGE");
  await tell(OWNER, { ...down, state: "recovering" }, "CARD_STATUS_CHANGE");
  expect(published).toEqual([
    [
      TENANT,
      {
        type: "webhook.down",
        id: `webhook.down:wh_a:${SINCE_MS}`,
        payload: { webhook_id: "wh_a", down_since: since },
      },
    ],
    [
      TENANT,
      {
        type: "webhook.recovered",
        id: `webhook.recovered:wh_a:${SINCE_MS}`,
        payload: { webhook_id: "wh_a", recovered_at: since },
      },
    ],
  ]);
  const fields = { ...TENANT, webhook_id: "wh_a", since };
  expect(lines()).toEqual([
    ["warn", "webhook down", fields],
    ["warn", "webhook recovered", fields],
  ]);
});

test("the delivery of an operational event makes no other event", async () => {
  const { tell, published, lines } = setUp();
  await tell(OWNER, down, "webhook.down");
  expect(lines()).toHaveLength(1);
  expect(published).toEqual([]);
});

test.each(BUS_FAULTS)("no delivery fails or waits for a bus that %s", async (_, publish) => {
  const { tell, published } = setUp(publish);
  await expect(tell(OWNER, down, "CARD_STATUS_CHANGE")).resolves.toBeUndefined();
  expect(published).toHaveLength(1);
});
