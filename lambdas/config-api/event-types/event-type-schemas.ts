import * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import type { EventType } from "../../shared/domain/event-type.ts";
import { PROFILE_NAMES } from "../../shared/domain/webhook.ts";
import type { OwnEventType } from "../../shared/dynamodb/event-type-item.ts";
import { attributeNames, line, refusing, strict, timeOut, timeText } from "../http/fields.ts";
import { schemaErrors } from "./domain/schema-rules.ts";

const jsonSchema = z.record(z.string(), z.unknown());

/** Body of `PUT /event-types/{name}`. */
export const newEventType = strict({
  description: z.union([z.literal(""), line(1000)]).default(""),
  schema: jsonSchema.superRefine((schema, context) => {
    for (const { path, message, hint } of schemaErrors(schema)) {
      refusing(context)(message, hint, pathOf(path));
    }
  }),
  mandatory: attributeNames.default([]).meta({ description: "Always sent, and required." }),
  selectable: attributeNames
    .default([])
    .meta({ description: "May be selected by a webhook's `attributes`." }),
  default: attributeNames.optional().meta({
    description:
      'Sent beside the mandatory ones where a webhook selects nothing; `["*"]`, or left out: the whole payload.',
  }),
})
  .superRefine(({ mandatory, selectable, default: standard = ["*"] }, context) => {
    const refuse = refusing(context);
    for (const [index, name] of selectable.entries()) {
      if (mandatory.includes(name)) {
        refuse("is mandatory", "leave it out: it is always sent", ["selectable", index]);
      }
    }
    if (standard.length === 1 && standard[0] === "*") return;
    for (const [index, name] of standard.entries()) {
      if (!selectable.includes(name) && !mandatory.includes(name)) {
        refuse("is not selectable", "add it to selectable, or leave it out", ["default", index]);
      }
    }
  })
  .meta({ id: "NewEventType" });

/** An event type as `PUT` gives it. */
export type EventTypeInput = z.output<typeof newEventType>;

/** An event type in an answer. */
export const eventTypeOut = z
  .object({
    name: z.string(),
    description: z.string(),
    built_in: z.boolean().meta({ description: "Built-in ones are read-only." }),
    profile: z.enum(PROFILE_NAMES).optional(),
    schema: jsonSchema.meta({ description: "JSON Schema, draft 2020-12." }),
    mandatory: z.array(z.string()),
    selectable: z.array(z.string()),
    default: z.array(z.string()).meta({ description: '`["*"]`: the whole payload.' }),
    example: z.record(z.string(), z.unknown()).optional(),
    created_at: timeOut.optional(),
    modified_at: timeOut.optional(),
  })
  .meta({ id: "EventType" });

/** An event type as it is shown. */
type EventTypeOut = z.output<typeof eventTypeOut>;

/** Shows an event type of the catalogue. */
export function showBuiltIn(type: EventType): EventTypeOut {
  const { name, description, profile, schema, example } = type;
  return {
    name,
    description,
    built_in: true,
    ...defined({ profile }),
    schema: { ...schema },
    ...showAttributes(type),
    ...defined({ example: example && { ...example } }),
  };
}

/** Shows an event type of an application's own. */
export function showOwn(type: OwnEventType): EventTypeOut {
  const { name, description, schema, createdAtMs, modifiedAtMs } = type;
  return {
    name,
    description,
    built_in: false,
    schema: { ...schema },
    ...showAttributes(type),
    created_at: timeText(createdAtMs),
    modified_at: timeText(modifiedAtMs),
  };
}

function showAttributes({
  attributes,
}: Pick<EventType, "attributes">): Pick<EventTypeOut, "mandatory" | "selectable" | "default"> {
  const { mandatory, selectable, default: standard } = attributes;
  return {
    mandatory: [...mandatory],
    selectable: [...selectable],
    default: standard === "*" ? ["*"] : [...standard],
  };
}

/** The steps of a path such as `properties.amount.items[0]`. */
function pathOf(path: string): PropertyKey[] {
  return path
    .split(/[.[\]]+/u)
    .filter((step) => step !== "")
    .map((step) => (/^\d+$/u.test(step) ? Number(step) : step));
}
