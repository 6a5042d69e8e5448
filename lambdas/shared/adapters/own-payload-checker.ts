import type { CheckPayload } from "../domain/event-type.ts";
import { guardedSchema } from "../domain/schemas/guarded-schema.ts";
import type { OwnEventType } from "./event-type-item.ts";
import { makePayloadChecker } from "./payload-checker.ts";

/**
 * The checker of an application's own event type. Its schema is interpreted, never compiled to code, and its patterns only
 * meet texts of the length that they were judged for; mandatory attributes are required, whatever the schema says.
 */
export function ownPayloadChecker({
  schema,
  attributes,
}: Pick<OwnEventType, "schema" | "attributes">): CheckPayload {
  const { required } = schema;
  const names = Array.isArray(required) ? (required as readonly string[]) : [];
  return makePayloadChecker({
    ...guardedSchema(schema),
    required: [...new Set([...names, ...attributes.mandatory])],
  });
}
