import { setTimeout as sleep } from "node:timers/promises";

import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from "@aws-sdk/client-eventbridge";

/** Entries that the bus refuses are put again so many times, each wait twice the last. */
const MOST_TRIES = 4;
/** Before the second try, in milliseconds. */
const FIRST_WAIT_MS = 50;

/** Puts entries of one PutEvents on the bus, refused ones again. @returns whether it took all */
export type PutEntries = (entries: PutEventsRequestEntry[]) => Promise<boolean>;

/** The bus took the request but not this event, however often it was put. */
export class EventNotPublishedError extends Error {
  readonly code = "EVENT_NOT_PUBLISHED";
  override readonly name = "EventNotPublishedError";
}

/** Makes the putter of entries. */
export function makePutEntries(eventBridge: Pick<EventBridgeClient, "send">): PutEntries {
  /** @returns the entries that were refused, in their order */
  async function put(entries: PutEventsRequestEntry[]): Promise<PutEventsRequestEntry[]> {
    const { Entries: results = [] } = await eventBridge.send(
      new PutEventsCommand({ Entries: entries }),
    );
    return entries.filter((_, index) => results[index]?.EventId === undefined);
  }

  return async (entries) => {
    let rest = entries;
    for (let attempt = 1; ; attempt += 1) {
      rest = await put(rest);
      if (rest.length === 0) return true;
      if (attempt === MOST_TRIES) return false;
      await sleep(FIRST_WAIT_MS * 2 ** (attempt - 1));
    }
  };
}
