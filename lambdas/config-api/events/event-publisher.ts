import type { EventBridgeClient, PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";

import { entryDetail } from "../../shared/domain/entry-detail.ts";
import { API_SOURCE, traceResources } from "../../shared/domain/event-entry.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import { makePutEntries } from "../../shared/eventbridge/put-entries.ts";

/** Bytes of one PutEvents, when more than one entry is in it. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const MOST_BYTES = 256 * 1024;

/** An event to publish. */
export interface OutgoingEvent {
  readonly type: string;
  /** The producer's id of it. */
  readonly id: string;
  /** Compact JSON text of an object, put into the entry as it stands. */
  readonly payload: string;
  /** How many deliveries in a row brought it about; absent where none did. */
  readonly hops?: number;
  /** The trace that it was published in; absent where none is known. */
  readonly traceparent?: string;
}

/** Whether the bus took all events. `unavailable`: some of them not, however often they were put. */
export type Publication = "published" | "unavailable" | "too_large";

/** Puts events of the API on the bus. */
export function makeEventPublisher(options: {
  readonly eventBridge: Pick<EventBridgeClient, "send">;
  readonly busName: string;
}) {
  const { eventBridge, busName } = options;
  const putAll = makePutEntries(eventBridge);

  return {
    /** Publishes up to 10 events of one tenant. */
    async publish(tenant: Tenant, events: readonly OutgoingEvent[]): Promise<Publication> {
      const { application, environment } = tenant;
      const entries = events.map(({ type, id, payload, hops, traceparent }) => ({
        EventBusName: busName,
        Source: API_SOURCE,
        DetailType: type,
        Detail: entryDetail({ application, environment, id, hops }, payload),
        ...(traceparent !== undefined && { Resources: [...traceResources(traceparent)] }),
      }));
      try {
        const results = await Promise.all(groupsOf(entries).map((group) => putAll(group)));
        return results.includes(false) ? "unavailable" : "published";
      } catch (error) {
        // Where the bus's own limit is lower than ours, a payload near our limit meets it.
        if (error instanceof Error && error.name === "ValidationException") return "too_large";
        throw error;
      }
    },
  };
}

function groupsOf(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const groups: PutEventsRequestEntry[][] = [];
  let bytes = Infinity;
  for (const entry of entries) {
    const size = sizeOf(entry);
    bytes += size;
    if (bytes > MOST_BYTES) {
      groups.push([]);
      bytes = size;
    }
    groups.at(-1)?.push(entry);
  }
  return groups;
}

/** As EventBridge counts. https://docs.aws.amazon.com/eventbridge/latest/userguide/calculate-putevents-entry-size.html */
function sizeOf(entry: PutEventsRequestEntry): number {
  const { Source = "", DetailType = "", Detail = "", Resources = [] } = entry;
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
}
