import type { OwnEventType } from "../../shared/dynamodb/event-type-item.ts";
import { type Change, type Facts, fieldChanges } from "../changes/domain/change.ts";

/** What changed of an event type; `undefined` when nothing did. */
export function eventTypeChange(
  before: OwnEventType | undefined,
  after: OwnEventType | undefined,
): Change | undefined {
  const type = after ?? before;
  const fields = fieldChanges(before && factsOf(before), after && factsOf(after));
  if (type === undefined || fields.length === 0) return undefined;
  const { name: id, application, environment } = type;
  const action = before === undefined ? "created" : after === undefined ? "deleted" : "changed";
  return { action, what: "event_type", id, application, environment, fields };
}

function factsOf({ description, schema, attributes }: OwnEventType): Facts {
  return { description, schema, ...attributes };
}
