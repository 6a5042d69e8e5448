import { NO_CARRIER } from "../../lambdas/shared/domain/delivery-record.ts";
import { type Item, numberValue } from "../../lambdas/shared/dynamodb/attributes.ts";
import { deliveryItemKey } from "../../lambdas/shared/dynamodb/delivery-item.ts";
import { LANE_LIST_KEYS, laneItemKey } from "../../lambdas/shared/dynamodb/lane-item.ts";
import { webhookItemKey } from "../../lambdas/shared/dynamodb/webhook-item.ts";

/** Deliveries of one page. */
export const PAGE = 1000;

/** The webhook that they wait for. */
export const WEBHOOK_ID = `wh_${"1".repeat(22)}`;

const TENANT = { application: "acme", environment: "production" } as const;
const OWNER = { application: { S: "acme" }, environment: { S: "production" } };

/** A webhook, its open lane, and parked deliveries as far as a release needs them: all due. */
export function parkedDeliveries(count: number): Item[] {
  const parked = Array.from({ length: count }, (_, index) => ({
    ...deliveryItemKey({
      eventId: `evt_${String(index).padStart(22, "0")}`,
      webhookId: WEBHOOK_ID,
    }),
    ...OWNER,
    lane: { S: WEBHOOK_ID },
    nextAttemptAt: numberValue(1_700_000_000_000 + index),
    dispatch: { N: "3" },
    status: { S: "parked" },
    carrier: { S: NO_CARRIER },
  }));
  const lane = {
    ...laneItemKey(WEBHOOK_ID),
    ...LANE_LIST_KEYS,
    ...OWNER,
    state: { S: "open" },
    generation: { N: "1" },
    wokenAt: { N: "0" },
    parkedAt: { N: "0" },
  };
  return [{ ...webhookItemKey(TENANT, WEBHOOK_ID), status: { S: "enabled" } }, lane, ...parked];
}
