import { expect, test } from "vitest";

import { allowedActions } from "../../../console/deliveries/allowed-actions.ts";
import { openDeliveryStory, type StoryDelivery } from "../../support/delivery-story.ts";

const AT_MS = Date.parse("2026-01-31T11:00:00.000Z");

type Given = Omit<StoryDelivery, "acceptedAtMs"> & {
  readonly before?: "disable" | "delete" | "gone";
};

test.each<[string, Given]>([
  ["pending", { hasRecord: false }],
  ["pending, of a webhook that is disabled", { hasRecord: false, before: "disable" }],
  ["waiting", { status: "parked" }],
  ["queued", { status: "queued", tries: [], attempts: 1 }],
  ["delivered", { status: "delivered" }],
  ["dropped", { status: "dropped", dropReason: "attempts_spent" }],
  ["cancelled", { status: "dropped", dropReason: "cancelled" }],
  ["dropped, its webhook disabled", { status: "dropped", before: "disable" }],
  ["waiting, its webhook deleted", { status: "parked", before: "delete" }],
  ["dropped, its receiver gone", { status: "dropped", before: "gone" }],
  ["dropped, its event not kept", { status: "dropped", hasEvent: false }],
])("what is offered is what the API does: %s", async (_, { before, ...given }) => {
  const story = await openDeliveryStory();
  const { client, admin, webhookId, stores } = story;
  const id = await story.put(1, { acceptedAtMs: AT_MS, ...given });
  const webhookPath = { params: { path: { id: webhookId } } };
  if (before === "disable") await admin("POST", `/webhooks/${webhookId}/disable`);
  if (before === "delete") await admin("DELETE", `/webhooks/${webhookId}`);
  if (before === "gone") {
    const stored = await stores.webhooks.read(story.tenant, webhookId);
    if (stored === undefined) throw new Error("there is no webhook");
    await stores.webhooks.replace({ ...stored, status: "gone", version: 99 }, stored.version);
  }
  const { data: delivery } = await client.GET("/deliveries/{id}", { params: { path: { id } } });
  const { data: webhook = null } = await client.GET("/webhooks/{id}", webhookPath);
  if (delivery === undefined) throw new Error("there is no delivery");
  const allowed = allowedActions(delivery, webhook);

  const resent = await admin("POST", `/deliveries/${id}/resend`);
  expect([allowed.mayResend, allowed.obstacle]).toEqual(
    resent.status === 202 ? [true, undefined] : [false, expect.stringMatching(/^[A-Z].*\.$/u)],
  );
  if (resent.status === 202) return;
  const cancelled = await admin("POST", `/deliveries/${id}/cancel`);
  expect(allowed.mayCancel || delivery.status === "cancelled").toBe(cancelled.status === 202);
});

test("a webhook that may not be read is no obstacle: the API has the last word", () => {
  expect(allowedActions({ status: "dropped", body: "{}" }, undefined)).toEqual({
    mayResend: true,
    mayCancel: false,
  });
  expect(allowedActions({ status: "waiting", body: "{}" }, undefined).mayCancel).toBe(true);
});
