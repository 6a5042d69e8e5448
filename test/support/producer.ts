import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";

import type { TestCloud } from "./cloud.ts";

/** One entry as a producer puts it on the bus. */
export interface ProducerEntry {
  readonly type: string;
  /** Text goes out as it stands, anything else as JSON. */
  readonly detail: unknown;
  /** `com.example.cards` unless it says otherwise. */
  readonly source?: string;
}

/** Entries of one PutEvents. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MOST_ENTRIES = 10;

/**
 * Puts entries on the bus, in their order, ten at a time.
 *
 * @returns the ids that the bus gave them
 * @throws {Error} when the bus refuses one
 */
export async function publish(
  cloud: TestCloud,
  entries: readonly ProducerEntry[],
): Promise<string[]> {
  const client = new EventBridgeClient(cloud.client);
  const ids: string[] = [];
  for (let start = 0; start < entries.length; start += MOST_ENTRIES) {
    const answer = await client.send(
      new PutEventsCommand({
        Entries: entries.slice(start, start + MOST_ENTRIES).map(({ type, detail, source }) => ({
          EventBusName: cloud.event_bus,
          Source: source ?? "com.example.cards",
          DetailType: type,
          Detail: typeof detail === "string" ? detail : JSON.stringify(detail),
        })),
      }),
    );
    if (answer.FailedEntryCount) throw new Error(`refused: ${JSON.stringify(answer.Entries)}`);
    ids.push(...(answer.Entries ?? []).map(({ EventId: id = "" }) => id));
  }
  client.destroy();
  return ids;
}
