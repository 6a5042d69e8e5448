import { describe, expect, test } from "vitest";

import type {
  WebhookCreation,
  WebhookStore,
} from "../../../lambdas/config-api/webhooks/webhook-ports.ts";
import { withLanes } from "../../../lambdas/config-api/webhooks/with-lanes.ts";
import type { Webhook } from "../../../lambdas/shared/domain/webhook.ts";

const webhook = { application: "acme", environment: "sandbox", id: "wh_1" } as Webhook;

function setUp(creation: WebhookCreation) {
  const calls: unknown[] = [];
  const store = {
    async create({ id }: Webhook) {
      calls.push(["create", id]);
      return creation;
    },
  } as WebhookStore;
  const lanes = {
    enter: async (owner: unknown) => void calls.push(["enter", owner]),
    leave: async (id: string) => void calls.push(["leave", id]),
  };
  return { calls, store: withLanes(store, lanes) };
}

describe("the webhook store with lanes", () => {
  test.each(["created", "exists"] as const)(
    "enters the lane, then the webhook: %s",
    async (creation) => {
      const { calls, store } = setUp(creation);
      expect(await store.create(webhook)).toBe(creation);
      expect(calls).toEqual([
        ["enter", { application: "acme", environment: "sandbox", webhookId: "wh_1" }],
        ["create", "wh_1"],
      ]);
    },
  );

  test.each(["no_tenant", "limit_reached"] as const)(
    "takes the lane back when the webhook is refused: %s",
    async (creation) => {
      const { calls, store } = setUp(creation);
      expect(await store.create(webhook)).toBe(creation);
      expect(calls.at(-1)).toEqual(["leave", "wh_1"]);
    },
  );
});
