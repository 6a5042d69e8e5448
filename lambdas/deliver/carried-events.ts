import type { ReadItem } from "../shared/adapters/dynamo-batch-reader.ts";
import { eventItemKey, readEventItem } from "../shared/adapters/event-item.ts";
import type { CarriedEvents } from "./ports.ts";

/** Events of messages that carry none: large ones, and all that were released. One request for a batch. */
export function makeCarriedEvents(readItem: ReadItem): CarriedEvents {
  return {
    async read(eventId) {
      const item = await readItem(eventItemKey(eventId));
      return item === undefined ? undefined : readEventItem(item);
    },
  };
}
