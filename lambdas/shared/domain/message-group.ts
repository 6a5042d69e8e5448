import { parseDeliveryId } from "./identifiers.ts";
import { shardOf } from "./shard.ts";
import { type Tenant, tenantKey } from "./tenant.ts";

/**
 * The group of a delivery's messages, in a queue that serves its groups fairly: one of four of its
 * tenant. So a tenant gains nothing by many webhooks, and one noisy receiver keeps only those of
 * its own group waiting.
 * @returns `acme#production#0`: at most 76 of the 128 letters, digits and punctuation marks that a
 * group may have. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function messageGroupOf({
  deliveryId,
  ...tenant
}: Tenant & { readonly deliveryId: string }): string {
  const webhookId = parseDeliveryId(deliveryId)?.webhookId ?? deliveryId;
  return `${tenantKey(tenant)}#${shardOf(webhookId)}`;
}
