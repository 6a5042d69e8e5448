import type { AcceptedEvent } from "../shared/domain/accepted-event.ts";
import type { ReadItem } from "../shared/dynamodb/dynamo-batch-reader.ts";
import { eventItemKey, readEventItem, writeEventItem } from "../shared/dynamodb/event-item.ts";
import { insertStatement, type RunStatement } from "../shared/dynamodb/statement.ts";
import type { AcceptedEvents } from "./fan-out-one.ts";

/** F1 in DynamoDB: many events in one request; an event that is there already is read instead. */
export function makeDynamoAcceptedEvents(options: {
  readonly tableName: string;
  readonly run: RunStatement;
  readonly readItem: ReadItem;
}): AcceptedEvents {
  const { tableName, run, readItem } = options;
  async function find(eventId: string): Promise<AcceptedEvent | undefined> {
    const item = await readItem(eventItemKey(eventId));
    return item === undefined ? undefined : readEventItem(item);
  }

  return {
    find,
    async putIfAbsent(event) {
      if ((await run(insertStatement(tableName, writeEventItem(event)))) === "written") {
        return event;
      }
      const present = await find(event.id);
      if (present === undefined) {
        throw new Error(`event ${event.id} was there and is gone: its retention just ended`);
      }
      return present;
    },
  };
}
