import type { EventAttributes, JsonSchema, CheckPayload } from "../domain/event-type.ts";
import { makePayloadChecker } from "../domain/schemas/payload-checker.ts";
import { tenantKey, type Tenant } from "../domain/tenant.ts";
import { type Item, type ItemKey, numberOf, numberValue, textOf } from "./attributes.ts";

/** What the sort key of an event type begins with. */
export const EVENT_TYPE_SORT_PREFIX = "event-type#";

/** An event type of an application's own, in one of its environments. */
export interface OwnEventType extends Tenant {
  readonly name: string;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly attributes: EventAttributes;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
}

/** Primary key of an event type's item. */
export function eventTypeItemKey(tenant: Tenant, name: string): ItemKey {
  return { pk: { S: tenantKey(tenant) }, sk: { S: `${EVENT_TYPE_SORT_PREFIX}${name}` } };
}

/** An event type as its item. */
export function writeEventTypeItem(type: OwnEventType): Item {
  return {
    ...eventTypeItemKey(type, type.name),
    description: { S: type.description },
    schema: { S: JSON.stringify(type.schema) },
    attributes: { S: JSON.stringify(type.attributes) },
    createdAt: numberValue(type.createdAtMs),
    modifiedAt: numberValue(type.modifiedAtMs),
  };
}

/** The event type of an item, which is one of `tenant`. */
export function readEventTypeItem(tenant: Tenant, item: Item): OwnEventType {
  const { application, environment } = tenant;
  return {
    application,
    environment,
    name: textOf(item, "sk").slice(EVENT_TYPE_SORT_PREFIX.length),
    description: textOf(item, "description"),
    schema: JSON.parse(textOf(item, "schema")) as JsonSchema,
    attributes: JSON.parse(textOf(item, "attributes")) as EventAttributes,
    createdAtMs: numberOf(item, "createdAt"),
    modifiedAtMs: numberOf(item, "modifiedAt"),
  };
}

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
