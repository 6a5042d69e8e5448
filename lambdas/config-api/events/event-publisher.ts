import type { EventBridgeClient, PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";

import { entryDetail } from "../../shared/domain/entry-detail.ts";
import { API_SOURCE, traceResources } from "../../shared/domain/event-entry.ts";
import { makePutEntries } from "../../shared/eventbridge/put-entries.ts";
import type { EventPublisher } from "./publish-events.ts";

/** Bytes of one PutEvents, when more than one entry is in it. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const MOST_BYTES = 256 * 1024;

/** Puts events of the API on the bus. */
export function makeEventPublisher(options: {
  readonly eventBridge: Pick<EventBridgeClient, "send">;
  readonly busName: string;
}): EventPublisher {
  const { eventBridge, busName } = options;
  const putAll = makePutEntries(eventBridge);

  return {
    async publish({ application, environment }, events) {
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
