import type { ReadItem } from "../shared/adapters/dynamo-batch-reader.ts";
import { insertStatement, type RunStatement } from "../shared/adapters/dynamo-statements.ts";
import { eventItemKey, readEventItem, writeEventItem } from "../shared/adapters/event-item.ts";
import type { AcceptedEvents } from "./ports.ts";

/** F1 in DynamoDB: many events in one request; an event that is there already is read instead. */
export function makeDynamoAcceptedEvents(options: {
  readonly tableName: string;
  readonly run: RunStatement;
  readonly readItem: ReadItem;
}): AcceptedEvents {
  const { tableName, run, readItem } = options;
  return {
    async putIfAbsent(event) {
      if ((await run(insertStatement(tableName, writeEventItem(event)))) === "written") {
        return event;
      }
      const item = await readItem(eventItemKey(event.id));
      if (item === undefined) {
        throw new Error(`event ${event.id} was there and is gone: its retention just ended`);
      }
      return readEventItem(item);
    },
  };
}
