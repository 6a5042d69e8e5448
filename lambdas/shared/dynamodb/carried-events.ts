import type { CarriedEvents } from "../waiting/delivery-ports.ts";
import type { ReadItem } from "./dynamo-batch-reader.ts";
import { eventItemKey, readEventItem } from "./event-item.ts";

/** Events of messages that carry none: large and released ones. One request for a batch. */
export function makeCarriedEvents(readItem: ReadItem): CarriedEvents {
  return {
    async read(eventId) {
      const item = await readItem(eventItemKey(eventId));
      return item === undefined ? undefined : readEventItem(item);
    },
  };
}
