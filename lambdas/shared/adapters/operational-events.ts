import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";

import type { Tenant } from "../domain/tenant.ts";
import { EventNotPublishedError, makePutEntries } from "./put-entries.ts";

/** What Ringback's events about itself carry as source, so that the rule of the events queue takes them. */
const OPERATIONS_SOURCE = "ringback.operations";

/** Something that happened to a tenant's webhooks, told as an event that a webhook can subscribe to. */
export interface OperationalEvent {
  /** Event type: `webhook.gone`. */
  readonly type: string;
  /** The same event told twice has the same id and payload, and so is one event. */
  readonly id: string;
  readonly payload: Readonly<Record<string, string | number>>;
}

/** Publishes one operational event of a tenant. Throws unless the bus took it. */
export type PublishOperationalEvent = (tenant: Tenant, event: OperationalEvent) => Promise<void>;

/** Puts operational events on the bus, where they are events of their application like any other. */
export function makeOperationalEvents(options: {
  readonly eventBridge: Pick<EventBridgeClient, "send">;
  readonly busName: string;
}): PublishOperationalEvent {
  const { eventBridge, busName } = options;
  const putEntries = makePutEntries(eventBridge);
  return async ({ application, environment }, { type, id, payload }) => {
    const isTaken = await putEntries([
      {
        EventBusName: busName,
        Source: OPERATIONS_SOURCE,
        DetailType: type,
        Detail: JSON.stringify({ application, environment, id, payload }),
      },
    ]);
    if (!isTaken) throw new EventNotPublishedError(`the bus refused ${type}`);
  };
}
