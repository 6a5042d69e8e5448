import { describe, expect, test } from "vitest";

import { makeCarriedEvents } from "../../../../lambdas/shared/dynamodb/carried-events.ts";
import { eventItemKey, writeEventItem } from "../../../../lambdas/shared/dynamodb/event-item.ts";

const event = {
  id: "evt_0000000000000000000001",
  application: "acme",
  environment: "production",
  type: "TRANSACTION",
  acceptedAtMs: 1_700_000_000_000,
  payloadHash: "hash",
  webhookIds: [],
  payload: '{"amount":5.00}',
} as const;

describe("carried events", () => {
  test("are read from the event's item", async () => {
    const keys: unknown[] = [];
    const events = makeCarriedEvents(async (key) => {
      keys.push(key);
      return writeEventItem(event);
    });
    await expect(events.read(event.id)).resolves.toMatchObject({
      type: "TRANSACTION",
      acceptedAtMs: 1_700_000_000_000,
      payload: '{"amount":5.00}',
    });
    expect(keys).toEqual([eventItemKey(event.id)]);
  });

  test("are undefined once they are no longer kept", async () => {
    const events = makeCarriedEvents(async () => undefined);
    await expect(events.read(event.id)).resolves.toBeUndefined();
  });
});
