import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";

import type { Tenant } from "../domain/tenant.ts";

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

/** The bus took the request but not this event. */
class EventNotPublishedError extends Error {
  readonly code = "EVENT_NOT_PUBLISHED";
  override readonly name = "EventNotPublishedError";
}

/** Publishes one operational event of a tenant. Throws unless the bus took it. */
export type PublishOperationalEvent = (tenant: Tenant, event: OperationalEvent) => Promise<void>;

/** Puts operational events on the bus, where they are events of their application like any other. */
export function makeOperationalEvents(options: {
  readonly eventBridge: Pick<EventBridgeClient, "send">;
  readonly busName: string;
}): PublishOperationalEvent {
  const { eventBridge, busName } = options;
  return async ({ application, environment }, { type, id, payload }) => {
    const { Entries: [result] = [] } = await eventBridge.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: busName,
            Source: OPERATIONS_SOURCE,
            DetailType: type,
            Detail: JSON.stringify({ application, environment, id, payload }),
          },
        ],
      }),
    );
    if (result?.EventId === undefined) {
      throw new EventNotPublishedError(
        `the bus refused ${type}: ${result?.ErrorCode ?? "no answer"}`,
      );
    }
  };
}
