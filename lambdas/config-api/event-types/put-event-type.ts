import { BUILT_IN_EVENT_TYPES } from "../../shared/catalogue/built-in-event-types.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { OwnEventType } from "../../shared/dynamodb/event-type-item.ts";
import { problem, type Problem } from "../http/problem.ts";
import type { EventTypePorts } from "./event-type-ports.ts";
import type { EventTypeInput } from "./event-type-schemas.ts";
import { MAX_EVENT_TYPES_PER_TENANT } from "./event-type-store.ts";

/** An event type that was put, or why it was not. */
export type EventTypeOutcome =
  | Problem
  | {
      readonly kind: "event_type";
      readonly type: OwnEventType;
      readonly isNew: boolean;
      /** The one that it replaced, as it was read a moment before. */
      readonly before?: OwnEventType | undefined;
    };

/** Puts an event type of an application's own: a new one, or in place of the one of that name. */
export async function putEventType(
  { eventTypes }: EventTypePorts,
  tenant: Tenant,
  name: string,
  input: EventTypeInput,
  nowMs: number,
): Promise<EventTypeOutcome> {
  if (BUILT_IN_EVENT_TYPES.has(name)) return builtInProblem(name);
  const { description, schema, mandatory, selectable, default: standard } = input;
  const isWhole = standard === undefined || (standard.length === 1 && standard[0] === "*");
  const { application, environment } = tenant;
  const type = {
    application,
    environment,
    name,
    description,
    schema,
    attributes: {
      mandatory,
      selectable,
      default: isWhole ? ("*" as const) : standard.filter((each) => !mandatory.includes(each)),
    },
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
  };
  const before = await eventTypes.read(tenant, name);
  const put = await eventTypes.put(type);
  if (put === "no_tenant") {
    return problem("not-found", "The application of this API key has been deleted.");
  }
  if (put === "limit_reached") {
    const message = `There are ${MAX_EVENT_TYPES_PER_TENANT} event types: delete one first.`;
    return problem("limit-reached", message);
  }
  if (put === "created") return { kind: "event_type", type, isNew: true };
  const stored =
    before === undefined
      ? ((await eventTypes.read(tenant, name)) ?? type)
      : { ...type, createdAtMs: before.createdAtMs };
  return { kind: "event_type", type: stored, isNew: false, before };
}

/** Built-in event types cannot be changed. */
export function builtInProblem(name: string): Problem {
  return problem("conflict", `${name} is a built-in event type and read-only: use another name.`);
}
