import { BUILT_IN_EVENT_TYPES } from "../../shared/catalogue/built-in-event-types.ts";
import { checkBuiltIn } from "../../shared/catalogue/check-built-in.ts";
import type { CheckPayload, EventAttributes } from "../../shared/domain/event-type.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import { ownPayloadChecker } from "../../shared/dynamodb/event-type-item.ts";
import { isOperationalType } from "../../shared/profiles/operational-types.ts";
import type { EventTypePorts } from "./event-type-ports.ts";

/** Without compiled validators: a request can wait to interpret; the function starts sooner. */
const builtIn = checkBuiltIn({});

/** The checker of an event type; `undefined` when the tenant knows none of this name. */
export async function payloadCheckerOf(
  { eventTypes }: EventTypePorts,
  tenant: Tenant,
  name: string,
): Promise<CheckPayload | undefined> {
  const check = builtIn(name);
  // As in the fan-out: a tenant may have had a type of its own of the same name before.
  if (check !== undefined && !isOperationalType(name)) return check;
  const own = await eventTypes.read(tenant, name);
  return own === undefined ? check : ownPayloadChecker(own);
}

/** The names of all event types of a tenant. */
export async function eventTypeNames(
  { eventTypes }: EventTypePorts,
  tenant: Tenant,
): Promise<readonly string[]> {
  const own = await eventTypes.list(tenant);
  return [...BUILT_IN_EVENT_TYPES.keys(), ...own.map(({ name }) => name)];
}

/** Attributes, by name, of the event types a webhook names; without those that do not exist. */
export async function attributesByType(
  { eventTypes }: EventTypePorts,
  tenant: Tenant,
  events: readonly string[],
): Promise<ReadonlyMap<string, EventAttributes>> {
  const isNamed = (name: string) => events.includes("*") || events.includes(name);
  const known = new Map<string, EventAttributes>();
  for (const { name, attributes } of BUILT_IN_EVENT_TYPES.values()) {
    if (isNamed(name)) known.set(name, attributes);
  }
  if (events.every((name) => known.has(name))) return known;
  for (const { name, attributes } of await eventTypes.list(tenant)) {
    if (isNamed(name)) known.set(name, attributes);
  }
  return known;
}
