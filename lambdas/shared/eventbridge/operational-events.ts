import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";

import { OPERATIONS_SOURCE } from "../domain/event-entry.ts";
import type { Tenant } from "../domain/tenant.ts";
import { EventNotPublishedError, makePutEntries } from "./put-entries.ts";

/**
 * Source of events that concern no tenant, which fan-out could not address: the rule of the events
 * queue does not take them. A rule of the operator's gets these and the others by the prefix
 * `ringback.operations`.
 */
const OPERATOR_SOURCE = "ringback.operations.operator";

/** Something that happened, told as an event: to a tenant's webhooks, or the operator alone. */
export interface OperationalEvent {
  /** Event type: `webhook.gone`. */
  readonly type: string;
  /** The same event told twice has the same id and payload, and so is one event. */
  readonly id: string;
  readonly payload: Readonly<Record<string, PayloadMember>>;
}

type PayloadMember = string | number | readonly string[] | Readonly<Record<string, number>>;

/**
 * Publishes one operational event. Throws unless the bus took it.
 * @param tenant whose it is; `undefined`: the operator's alone
 */
export type PublishOperationalEvent = (
  tenant: Tenant | undefined,
  event: OperationalEvent,
) => Promise<void>;

/** Publishes one operational event of a tenant. Throws unless the bus took it. */
export type TellTenant = (tenant: Tenant, event: OperationalEvent) => Promise<void>;

/** Puts operational events on the bus, events of their application like any other. */
export function makeOperationalEvents(options: {
  readonly eventBridge: Pick<EventBridgeClient, "send">;
  readonly busName: string;
}): PublishOperationalEvent {
  const { eventBridge, busName } = options;
  const putEntries = makePutEntries(eventBridge);
  return async (tenant, { type, id, payload }) => {
    const whose = tenant && { application: tenant.application, environment: tenant.environment };
    const isTaken = await putEntries([
      {
        EventBusName: busName,
        Source: tenant === undefined ? OPERATOR_SOURCE : OPERATIONS_SOURCE,
        DetailType: type,
        Detail: JSON.stringify({ ...whose, id, payload }),
      },
    ]);
    if (!isTaken) throw new EventNotPublishedError(`the bus refused ${type}`);
  };
}
