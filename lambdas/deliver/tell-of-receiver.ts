import type {
  OperationalEvent,
  PublishOperationalEvent,
} from "../shared/adapters/operational-events.ts";
import type { LaneOwner } from "../shared/domain/lane.ts";
import { isOperationalType } from "../shared/profiles/operational-types.ts";
import type { Machine } from "../shared/runtime/machine.ts";
import { within } from "../shared/runtime/within.ts";

/** The bus is not waited for longer: the commit of the delivery that told waits meanwhile. */
const LONGEST_MS = 1000;

/**
 * Publishes what an attempt told of its receiver. What an operational event did to its receiver makes no other: a webhook for
 * these may itself be the one. As well as can be: never throws.
 * @param eventType of the delivery that told
 */
export type TellOfReceiver = (
  owner: LaneOwner,
  eventType: string,
  event: OperationalEvent,
) => Promise<void>;

/** Tells the tenant of its webhook. */
export function makeTellOfReceiver(ports: {
  readonly publish: PublishOperationalEvent;
  readonly machine: Machine;
}): TellOfReceiver {
  const { publish, machine } = ports;
  return async ({ application, environment }, eventType, event) => {
    if (isOperationalType(eventType)) return;
    const published = publish({ application, environment }, event);
    await within(LONGEST_MS, published, machine).catch(() => undefined);
  };
}
