import { knownAttributes, unknownAttributes } from "../../shared/domain/select-attributes.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { Webhook } from "../../shared/domain/webhook.ts";
import { type FieldError, invalidFields, type Problem } from "../../shared/runtime/problem.ts";
import type { EventTypePorts } from "../event-types/event-type-ports.ts";
import { attributesByType } from "../event-types/known-event-types.ts";
import type { WebhookInput } from "./webhook-schemas.ts";

/** Names that a hint lists at most. */
const MOST_LISTED = 60;

/** Checks the attributes that a webhook selects against its event types; `undefined` when they are fine. */
export async function attributesRefusal(
  ports: EventTypePorts,
  tenant: Tenant,
  { events, attributes }: Pick<WebhookInput, "events" | "attributes">,
): Promise<Problem | undefined> {
  if (attributes === undefined) return undefined;
  const types = await attributesByType(ports, tenant, events);
  const known = [...types.values()];
  const unknown = new Set(unknownAttributes(attributes, known));
  const names = knownAttributes(known).slice(0, MOST_LISTED).join(", ");
  const errors: FieldError[] = [
    ...events.flatMap((name, index) => {
      if (name === "*" || types.has(name)) return [];
      const hint = "create it first (PUT /event-types/{name}), or leave attributes out";
      return [{ field: `events[${index}]`, message: "is not a known event type", hint }];
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

/** What a webhook names that is no event type (yet): a warning, since event types may be created later. */
export async function unknownEventWarnings(
  ports: EventTypePorts,
  webhook: Pick<Webhook, "application" | "environment" | "events">,
): Promise<{ readonly field: string; readonly message: string }[]> {
  const { events } = webhook;
  if (events.includes("*")) return [];
  const types = await attributesByType(ports, webhook, events);
  return events.flatMap((name, index) =>
    types.has(name)
      ? []
      : [{ field: `events[${index}]`, message: "there is no event type of this name yet" }],
  );
}
