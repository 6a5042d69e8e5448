import { PutItemCommand } from "@aws-sdk/client-dynamodb";

import { environmentItemKey } from "../../lambdas/shared/adapters/environment-item.ts";
import { writeEventTypeItem } from "../../lambdas/shared/adapters/event-type-item.ts";
import { writeWebhookItem } from "../../lambdas/shared/adapters/webhook-item.ts";
import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import type { Webhook, WebhookConfig } from "../../lambdas/shared/domain/webhook.ts";
import { NAMES } from "./function-environment.ts";
import { SAMPLE_TENANT, sampleType } from "./sample-event.ts";
import type { VirtualDynamoDb } from "./virtual-dynamodb.ts";

/** How a webhook is configured. */
export type SampleWebhook = Pick<Webhook, "profile"> & Pick<WebhookConfig, "retry">;

/** An event type that takes any object. */
function eventTypeItem(name: string) {
  return writeEventTypeItem({
    ...SAMPLE_TENANT,
    name,
    description: "",
    schema: { type: "object" },
    attributes: { mandatory: [], selectable: [], default: "*" },
    createdAtMs: 0,
    modifiedAtMs: 0,
  });
}

/** Writes one tenant with its webhooks, as the config API would have. The n-th gets events of the n-th sample type. */
export function seedTenant(dynamodb: VirtualDynamoDb, webhooks: readonly SampleWebhook[]): void {
  for (const [index, { profile, retry }] of webhooks.entries()) {
    const id = webhookIdFrom(
      Uint8Array.from({ length: 16 }, (_, byte) => (index + 1) * (byte + 7)),
    );
    const webhook: Webhook = {
      ...SAMPLE_TENANT,
      id,
      version: 1,
      endpoint: "https://receiver.example.com/hooks",
      events: [sampleType(index)],
      status: "enabled",
      // Signing takes no call to AWS that is worth counting: one for a key or a secret, and then none while warm.
      config: {
        customHeaderNames: [],
        signatureScheme: "none",
        ...(retry === undefined ? {} : { retry }),
      },
      sealed: {},
      createdAtMs: 0,
      modifiedAtMs: 0,
      ...(profile === undefined ? {} : { profile }),
    };
    for (const Item of [writeWebhookItem(webhook), eventTypeItem(sampleType(index))]) {
      dynamodb.answer(new PutItemCommand({ TableName: NAMES.webhooksTable, Item }));
    }
  }
  const item = { ...environmentItemKey(SAMPLE_TENANT), revision: { N: "1" } };
  dynamodb.answer(new PutItemCommand({ TableName: NAMES.webhooksTable, Item: item }));
}
