import type { DeliveryKey } from "./identifiers.ts";
import { shardKey, shardKeys } from "./shard.ts";

/**
 * The key under which the index `lane` shows a delivery that is parked.
 * @param isSpread one of four of its webhook, as in the index of its history; else the webhook's id
 */
export function laneKeyOf({ webhookId, eventId }: DeliveryKey, isSpread: boolean): string {
  return isSpread ? shardKey(webhookId, eventId) : webhookId;
}

/** All keys under which deliveries of a webhook may wait, whoever parked them: its id first. */
export function laneKeysOf(webhookId: string): readonly [string, ...string[]] {
  return [webhookId, ...shardKeys(webhookId)];
}
