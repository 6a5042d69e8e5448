import type { EventType } from "../../client/client.ts";

/** The form of an event type of one's own: texts as they were typed. */
export interface EventTypeForm {
  readonly name: string;
  readonly description: string;
  /** JSON. */
  readonly schema: string;
  /** Names, one a line or with commas between. */
  readonly mandatory: string;
  readonly selectable: string;
  /** Names likewise; of no use where the whole payload is sent. */
  readonly default: string;
  /** Whether a webhook that selects nothing gets the whole payload. */
  readonly sendsWhole: boolean;
}

/** A schema to begin with: it takes any object. */
const FIRST_SCHEMA = {
  type: "object",
  properties: { id: { type: "string", maxLength: 64 } },
  required: ["id"],
};

/** The form of an event type that is to be made. */
export const NEW_EVENT_TYPE: EventTypeForm = {
  name: "",
  description: "",
  schema: JSON.stringify(FIRST_SCHEMA, null, 2),
  mandatory: "",
  selectable: "",
  default: "",
  sendsWhole: true,
};

/** The form of one that is there. */
export function formOfEventType(type: EventType): EventTypeForm {
  const sendsWhole = type.default.length === 1 && type.default[0] === "*";
  return {
    name: type.name,
    description: type.description,
    schema: JSON.stringify(type.schema, null, 2),
    mandatory: type.mandatory.join("\n"),
    selectable: type.selectable.join("\n"),
    default: sendsWhole ? "" : type.default.join("\n"),
    sendsWhole,
  };
}

/**
 * The body of `PUT /event-types/{name}` as JSON: the schema goes in as it was typed, so that no
 * number of it is rounded on the way.
 */
export function eventTypeBodyText(form: EventTypeForm): string {
  const others = JSON.stringify({
    description: form.description.trim(),
    mandatory: namesIn(form.mandatory),
    selectable: namesIn(form.selectable),
    default: form.sendsWhole ? ["*"] : namesIn(form.default),
  });
  return `${others.slice(0, -1)},"schema":${form.schema}}`;
}

/** Names in a text: one a line, or with commas between. */
export function namesIn(text: string): string[] {
  return text
    .split(/[\n,]/u)
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
