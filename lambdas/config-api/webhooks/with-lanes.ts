import type { LaneRegister } from "../../shared/waiting/lane-ports.ts";
import type { WebhookStore } from "./webhook-ports.ts";

/**
 * The same store, but a webhook's lane is on the sweep's list before the webhook is there, whatever dies in between; and stays
 * when the webhook is deleted, since deliveries may still wait for it.
 */
export function withLanes<Store extends WebhookStore>(store: Store, lanes: LaneRegister): Store {
  return {
    ...store,
    async create(webhook) {
      const { application, environment, id: webhookId } = webhook;
      await lanes.enter({ application, environment, webhookId });
      const creation = await store.create(webhook);
      if (creation === "no_tenant" || creation === "limit_reached") {
        await lanes.leave(webhookId);
      }
      return creation;
    },
  };
}
