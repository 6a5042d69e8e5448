import { PutItemCommand } from "@aws-sdk/client-dynamodb";

import { environmentItemKey } from "../../lambdas/shared/adapters/environment-item.ts";
import { writeEventTypeItem } from "../../lambdas/shared/adapters/event-type-item.ts";
import { writeWebhookItem } from "../../lambdas/shared/adapters/webhook-item.ts";
import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import type { Webhook, WebhookConfig } from "../../lambdas/shared/domain/webhook.ts";
import { NAMES } from "./function-environment.ts";
import { SAMPLE_TENANT, sampleType } from "./sample-event.ts";
import type { VirtualDynamoDb } from "./virtual-dynamodb.ts";

/** How a webhook is configured. */
export type SampleWebhook = Pick<Webhook, "profile"> & Pick<WebhookConfig, "retry">;

/** A tenant with its webhooks. The n-th gets events of the n-th sample type. */
export interface SampleTenant {
  readonly webhooks: readonly SampleWebhook[];
  /** @default SAMPLE_TENANT */
  readonly tenant?: Tenant;
  /** Where all of them point to. @default https://receiver.example.com/hooks */
  readonly endpoint?: string;
}

/** Ids of webhooks differ between tenants. */
const MOST_WEBHOOKS = 100;

/** An event type that takes any object. */
function eventTypeItem(tenant: Tenant, name: string) {
  return writeEventTypeItem({
    ...tenant,
    name,
    description: "",
    schema: { type: "object" },
    attributes: { mandatory: [], selectable: [], default: "*" },
    createdAtMs: 0,
    modifiedAtMs: 0,
  });
}

/** Writes one tenant with its webhooks, as the config API would have. */
export function seedTenant(
  dynamodb: VirtualDynamoDb,
  {
    webhooks,
    tenant = SAMPLE_TENANT,
    endpoint = "https://receiver.example.com/hooks",
  }: SampleTenant,
): void {
  const first = tenant === SAMPLE_TENANT ? 1 : MOST_WEBHOOKS;
  for (const [index, { profile, retry }] of webhooks.entries()) {
    const id = webhookIdFrom(
      Uint8Array.from({ length: 16 }, (_, byte) => (first + index) * (byte + 7)),
    );
    const webhook: Webhook = {
      ...tenant,
      id,
      version: 1,
      endpoint,
      events: [sampleType(index)],
      status: "enabled",
      // Signing takes no call to AWS that is worth counting: one for a key or a secret, and then
      // none while warm.
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
    for (const Item of [writeWebhookItem(webhook), eventTypeItem(tenant, sampleType(index))]) {
      dynamodb.answer(new PutItemCommand({ TableName: NAMES.webhooksTable, Item }));
    }
  }
  const item = { ...environmentItemKey(tenant), revision: { N: "1" } };
  dynamodb.answer(new PutItemCommand({ TableName: NAMES.webhooksTable, Item: item }));
}
