import { expect, it } from "vitest";

import { makeReadyWebhooks } from "../../../../lambdas/shared/attempt/ready-webhooks.ts";
import { hmacSignature } from "../../../../lambdas/shared/domain/hmac-signature.ts";
import { writeWebhookItem } from "../../../../lambdas/shared/dynamodb/webhook-item.ts";
import { PLAIN_WEBHOOK } from "../../../support/plain-webhook.ts";

it("a webhook without a secret of its own signs with its environment's new legacy secret within 30 s", async () => {
  const state = { nowMs: 0, legacy: "old" };
  const webhook = { ...PLAIN_WEBHOOK, profile: "pawapass" } as const;
  const webhooks = makeReadyWebhooks({
    readItem: async ({ sk }) =>
      sk.S === "environment" ? { legacySecret: { S: state.legacy } } : writeWebhookItem(webhook),
    vault: { open: async (jwe) => jwe },
    jwsSigner: () => async () => ({ ok: false, message: "not asked" }),
    send: () => Promise.reject(new Error("not asked")),
    now: () => state.nowMs,
  });
  const sign = async () => {
    const ready = await webhooks.find(webhook, webhook.id, 0);
    return (
      ready?.ok === true && ready.sign?.({ deliveryId: "d", payload: "{}", nowMs: state.nowMs })
    );
  };
  expect(await sign()).toMatchObject({ headers: ["X-SIGNATURE", hmacSignature("old", "{}")] });
  Object.assign(state, { legacy: "new", nowMs: 30_000 });
  expect(await sign()).toMatchObject({ headers: ["X-SIGNATURE", hmacSignature("new", "{}")] });
});
