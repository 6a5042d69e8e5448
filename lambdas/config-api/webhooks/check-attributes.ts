import { nearestName } from "../../shared/domain/nearest-name.ts";
import { knownAttributes, unknownAttributes } from "../../shared/domain/select-attributes.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { Webhook } from "../../shared/domain/webhook.ts";
import type { EventTypePorts } from "../event-types/event-type-ports.ts";
import { attributesByType, eventTypeNames } from "../event-types/known-event-types.ts";
import { type FieldError, invalidFields, type Problem } from "../http/problem.ts";
import type { WebhookInput } from "./webhook-schemas.ts";

/** Names that a hint lists at most. */
const MOST_LISTED = 60;
/** Names for which a similar one is looked for: each costs up to 10 ms. */
const MOST_LOOKED_UP = 5;

/** Checks a webhook's selected attributes against its event types; `undefined` when fine. */
export async function attributesProblem(
  ports: EventTypePorts,
  tenant: Tenant,
  { events, attributes }: Pick<WebhookInput, "events" | "attributes">,
): Promise<Problem | undefined> {
  if (attributes === undefined) return undefined;
  const types = await attributesByType(ports, tenant, events);
  const similar = await similarNames(ports, tenant, events, types);
  const known = [...types.values()];
  const unknown = new Set(unknownAttributes(attributes, known));
  const names = knownAttributes(known).slice(0, MOST_LISTED).join(", ");
  const errors: FieldError[] = [
    ...events.flatMap((name, index) => {
      if (name === "*" || types.has(name)) return [];
      const hint = "create it first (PUT /event-types/{name}), or leave attributes out";
      const message = withSuggestion("is not a known event type", similar.get(name));
      return [{ field: `events[${index}]`, message, hint }];
    }),
    ...attributes.flatMap((name, index) => {
      if (!unknown.has(name)) return [];
      const message = "is not an attribute of these event types";
      const hint = names === "" ? "they have none: leave attributes out" : `known are: ${names}`;
      return [{ field: `attributes[${index}]`, message, hint }];
    }),
  ];
  return errors.length > 0 ? invalidFields(errors) : undefined;
}

/** What a webhook names that is no event type (yet): a warning, as types may come later. */
export async function unknownEventWarnings(
  ports: EventTypePorts,
  webhook: Pick<Webhook, "application" | "environment" | "events">,
): Promise<{ readonly field: string; readonly message: string }[]> {
  const { events } = webhook;
  if (events.includes("*")) return [];
  const types = await attributesByType(ports, webhook, events);
  const similar = await similarNames(ports, webhook, events, types);
  return events.flatMap((name, index) => {
    if (types.has(name)) return [];
    const message = withSuggestion("there is no event type of this name yet", similar.get(name));
    return [{ field: `events[${index}]`, message }];
  });
}

/** For the first of the names that are of no event type: one that is, and hardly differs. */
async function similarNames(
  ports: EventTypePorts,
  tenant: Tenant,
  events: readonly string[],
  types: ReadonlyMap<string, unknown>,
): Promise<ReadonlyMap<string, string>> {
  const unknown = events.filter((name) => name !== "*" && !types.has(name));
  if (unknown.length === 0) return new Map();
  const names = await eventTypeNames(ports, tenant);
  return new Map(
    unknown.slice(0, MOST_LOOKED_UP).flatMap((name) => {
      const similar = nearestName(name, names);
      return similar === undefined ? [] : [[name, similar]];
    }),
  );
}

function withSuggestion(message: string, similar: string | undefined): string {
  return similar === undefined ? message : `${message}: did you mean ${similar}?`;
}
