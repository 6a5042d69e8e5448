import type { LaneOwner } from "../domain/lane.ts";
import type { OperationalEvent, TellTenant } from "../eventbridge/operational-events.ts";
import { isOperationalType } from "../profiles/operational-types.ts";
import { type Machine, within } from "../runtime/machine.ts";

/** The longest wait for the bus: a delivery's commit or a request's answer waits meanwhile. */
const LONGEST_MS = 1000;

/**
 * Publishes what was found of a receiver. What an operational event did to its receiver makes no
 * other: a webhook for these may itself be the one. As well as can be: never throws.
 * @param eventType of the delivery that told; `undefined`: none did
 */
export type TellOfReceiver = (
  owner: LaneOwner,
  eventType: string | undefined,
  event: OperationalEvent,
) => Promise<void>;

/** Tells the tenant of its webhook. */
export function makeTellOfReceiver(ports: {
  readonly publish: TellTenant;
  readonly machine: Pick<Machine, "later">;
}): TellOfReceiver {
  const { publish, machine } = ports;
  return async ({ application, environment }, eventType, event) => {
    if (eventType !== undefined && isOperationalType(eventType)) return;
    const published = publish({ application, environment }, event);
    await within(LONGEST_MS, published, machine).catch(() => undefined);
  };
}
