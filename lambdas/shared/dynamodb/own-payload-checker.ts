import type { CheckPayload } from "../domain/event-type.ts";
import { makePayloadChecker } from "../domain/schemas/payload-checker.ts";
import type { OwnEventType } from "./event-type-item.ts";

/** Checker of an application's own event type; mandatory attributes are always required. */
export function ownPayloadChecker({
  schema,
  attributes,
}: Pick<OwnEventType, "schema" | "attributes">): CheckPayload {
  const { required } = schema;
  const names = Array.isArray(required) ? (required as readonly string[]) : [];
  return makePayloadChecker({
    ...schema,
    required: [...new Set([...names, ...attributes.mandatory])],
  });
}
