import { deliveryIdOf, type DeliveryKey } from "../domain/identifiers.ts";
import type { Tenant } from "../domain/tenant.ts";
import { delaySecondsUntil } from "../domain/waiting.ts";
import type { DeliveryRecords, DeliverySender } from "./delivery-ports.ts";

/** A parked delivery as the lane's index or its record shows it. */
export interface Parked extends DeliveryKey, Tenant {
  readonly dispatch: number;
  readonly nextAttemptAtMs: number;
  /** The webhook's version that it is released for. @default - whichever is remembered */
  readonly webhookVersion?: number;
  /** It is to be attempted though its receiver is down. */
  readonly isProbe?: boolean;
  /** It is a part of its lane's half of the pace. */
  readonly isPaced?: boolean;
}

/** Hands a parked delivery to the queue, with its exact delay. */
export type Release = (parked: Parked) => Promise<void>;

/**
 * R: first send, then mark; never the reverse. Dying in between leaves a message with the right
 * dispatch, which acts by itself. A refused mark means that another message carries the delivery,
 * or that it ended: nothing to do.
 */
export function makeRelease(ports: {
  readonly messages: DeliverySender;
  readonly records: Pick<DeliveryRecords, "mark">;
  readonly now: () => number;
}): Release {
  return async (parked) => {
    const { application, environment, dispatch, webhookVersion } = parked;
    const message = {
      deliveryId: deliveryIdOf(parked),
      dispatch,
      application,
      environment,
      ...(webhookVersion !== undefined && { webhookVersion }),
      ...(parked.isProbe === true && { probe: true as const }),
      ...(parked.isPaced === true && { paced: true as const }),
    };
    const delaySeconds = delaySecondsUntil(parked.nextAttemptAtMs, ports.now());
    const carrier = await ports.messages.send(message, delaySeconds); // R1
    await ports.records.mark(parked, dispatch, carrier, true); // R2
  };
}
