import { PutItemCommand } from "@aws-sdk/client-dynamodb";

import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import { newStanding } from "../../lambdas/shared/domain/standing.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import type { Webhook, WebhookConfig } from "../../lambdas/shared/domain/webhook.ts";
import { standingItemKey, writeStanding } from "../../lambdas/shared/dynamodb/dynamo-standings.ts";
import { environmentItemKey } from "../../lambdas/shared/dynamodb/environment-item.ts";
import { writeEventTypeItem } from "../../lambdas/shared/dynamodb/event-type-item.ts";
import { writeWebhookItem } from "../../lambdas/shared/dynamodb/webhook-item.ts";
import { NAMES } from "./function-environment.ts";
import { SAMPLE_TENANT, sampleType } from "./sample-event.ts";
import type { VirtualDynamoDb } from "./virtual-dynamodb.ts";

/** How a webhook is configured. */
export interface SampleWebhook
  extends Pick<Webhook, "profile">, Pick<WebhookConfig, "retry" | "rateLimit" | "maxInFlight"> {
  /** @default https://receiver.example.com/hooks */
  readonly endpoint?: string;
  /** Types that it gets besides its own. @default none */
  readonly moreEvents?: readonly string[];
  /** Whether it was made just now. @default its receiver is proved quick */
  readonly isNew?: boolean;
}

/** A tenant with its webhooks. The n-th gets events of the n-th sample type. */
export interface SampleTenant {
  readonly webhooks: readonly SampleWebhook[];
  /** @default SAMPLE_TENANT */
  readonly tenant?: Tenant;
}

/** Ids of webhooks differ between tenants. */
const MOST_WEBHOOKS = 10_000;

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

/** The id of a tenant's n-th webhook. */
export function sampleWebhookId(index: number, tenant = SAMPLE_TENANT): string {
  const number = index + (tenant === SAMPLE_TENANT ? 1 : MOST_WEBHOOKS);
  const high = number >> 8;
  return webhookIdFrom(Uint8Array.from({ length: 16 }, (_, byte) => number * (byte + 7) + high));
}

/** Writes one tenant with its webhooks, as the config API would have. */
export function seedTenant(
  dynamodb: VirtualDynamoDb,
  { webhooks, tenant = SAMPLE_TENANT }: SampleTenant,
): void {
  for (const [index, sample] of webhooks.entries()) {
    const {
      profile,
      retry,
      rateLimit,
      maxInFlight,
      endpoint = "https://receiver.example.com/hooks",
    } = sample;
    const events = [sampleType(index), ...(sample.moreEvents ?? [])];
    const webhook: Webhook = {
      ...tenant,
      id: sampleWebhookId(index, tenant),
      version: 1,
      endpoint,
      events,
      status: "enabled",
      // Signing takes no call to AWS that is worth counting: one for a key or a secret, and then
      // none while warm.
      config: {
        customHeaderNames: [],
        signatureScheme: "none",
        ...(retry === undefined ? {} : { retry }),
        ...(rateLimit === undefined ? {} : { rateLimit }),
        ...(maxInFlight === undefined ? {} : { maxInFlight }),
      },
      sealed: {},
      createdAtMs: 0,
      modifiedAtMs: 0,
      ...(profile === undefined ? {} : { profile }),
    };
    if (sample.isNew === true) {
      const Item = { ...standingItemKey(tenant, webhook.id), ...writeStanding(newStanding(0)) };
      dynamodb.answer(new PutItemCommand({ TableName: NAMES.deliveriesTable, Item }));
    }
    const types = events.map((name) => eventTypeItem(tenant, name));
    for (const Item of [writeWebhookItem(webhook), ...types]) {
      dynamodb.answer(new PutItemCommand({ TableName: NAMES.webhooksTable, Item }));
    }
  }
  const item = { ...environmentItemKey(tenant), revision: { N: "1" } };
  dynamodb.answer(new PutItemCommand({ TableName: NAMES.webhooksTable, Item: item }));
}
