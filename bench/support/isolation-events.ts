import type { DeliveryMessage } from "../../lambdas/shared/domain/delivery-message.ts";
import { deliveryIdOf, eventIdOf } from "../../lambdas/shared/domain/identifiers.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import { NAMES } from "../../tools/virtual-aws/function-environment.ts";
import {
  type PlannedEvent,
  SAMPLE_TENANT,
  sampleDetail,
  sampleType,
} from "../../tools/virtual-aws/sample-event.ts";
import { sampleWebhookId } from "../../tools/virtual-aws/seed-tenant.ts";
import { START_MS } from "../../tools/virtual-aws/virtual-cloud.ts";
import type { Around, Situation } from "./isolation-situations.ts";

/** The others have been as they are for so long when the window begins in which is measured. */
const WARM_UP_MS = 60_000;
export const WINDOW_MS = 60_000;
export const WINDOW_STARTS_MS = START_MS + WARM_UP_MS;
export const WINDOW_ENDS_MS = WINDOW_STARTS_MS + WINDOW_MS;

/** Whose the other webhooks are. */
export const OTHER_TENANT: Tenant = { application: "other", environment: "production" };
const LEFT_EACH = 10;
/** A type that all the others get. */
export const FLOOD = "FLOOD";

/**
 * Events a second in the default size: the healthy webhook's, each other's, and all others' at
 * most.
 */
const HEALTHY_PER_SECOND = 300;
const EACH_PER_SECOND = 2;
const MOST_PER_SECOND = 2000;

/** Events that the healthy webhook gets in the window. */
export function healthyInWindow(scale: number): number {
  return (HEALTHY_PER_SECOND * WINDOW_MS) / 1000 / scale;
}

/** All events of a run, in the order of their times. */
export function eventsOf(plan: {
  readonly scale: number;
  readonly beside: Situation | undefined;
  readonly around: Around;
}): PlannedEvent[] {
  const { scale, beside, around } = plan;
  const healthyFromMs = around.isNew === true ? WINDOW_STARTS_MS : START_MS;
  const healthy = steadily(HEALTHY_PER_SECOND / scale, healthyFromMs, (index) => ({
    type: sampleType(0),
    detail: sampleDetail(index),
  }));
  const others = beside === undefined ? [] : otherEvents(beside, scale);
  return [...healthy, ...others].toSorted((one, other) => one.atMs - other.atMs);
}

/** Messages left in the pools for slow receivers, which are switched off: ten for each other. */
export function leftBy({ others, leavesMessages = false }: Situation): Record<string, string[]> {
  const { trialDeliveriesQueue, slowDeliveriesQueue } = NAMES;
  const left: Record<string, string[]> = { [trialDeliveriesQueue]: [], [slowDeliveriesQueue]: [] };
  const count = leavesMessages ? LEFT_EACH * others : 0;
  for (let index = 0; index < count; index += 1) {
    const queue = index % 2 === 0 ? trialDeliveriesQueue : slowDeliveriesQueue;
    const eventId = eventIdOf(OTHER_TENANT, "bus", `left-${index}`);
    const webhookId = sampleWebhookId(index % others, OTHER_TENANT);
    const message: DeliveryMessage = {
      ...OTHER_TENANT,
      deliveryId: deliveryIdOf({ eventId, webhookId }),
      dispatch: 0,
      webhookVersion: 1,
      event: { type: sampleType(index % others), acceptedAtMs: START_MS, payload: "{}" },
    };
    left[queue]?.push(JSON.stringify(message));
  }
  return left;
}

function otherEvents(beside: Situation, scale: number): PlannedEvent[] {
  const { others, isSameTenant = false, eachPerSecond = EACH_PER_SECOND } = beside;
  const { floodPerSecond } = beside;
  const tenant = isSameTenant ? SAMPLE_TENANT : OTHER_TENANT;
  const first = isSameTenant ? 1 : 0;
  const perSecond = floodPerSecond ?? Math.min(MOST_PER_SECOND, others * eachPerSecond);
  return steadily(perSecond / scale, START_MS, (index) => ({
    type: floodPerSecond === undefined ? sampleType(first + (index % others)) : FLOOD,
    detail: { ...sampleDetail(index), ...tenant },
  }));
}

/** So many a second, one after the other, until the window ends. */
function steadily(
  perSecond: number,
  fromMs: number,
  what: (index: number) => Omit<PlannedEvent, "atMs">,
): PlannedEvent[] {
  const count = Math.floor(((WINDOW_ENDS_MS - fromMs) * perSecond) / 1000);
  return Array.from({ length: count }, (_, index) => ({
    atMs: fromMs + Math.floor((index * 1000) / perSecond),
    ...what(index),
  }));
}
