import * as z from "zod";

import { BUILT_IN_EVENT_TYPES } from "../../shared/catalogue/built-in-event-types.ts";
import { EVENT_TYPE_NAME } from "../../shared/domain/entry-errors.ts";
import type { OwnEventType } from "../../shared/dynamodb/event-type-item.ts";
import { type Change, type Facts, fieldChanges } from "../changes/domain/change.ts";
import type { Position } from "../http/cursors.ts";
import { fieldPath } from "../http/field-errors.ts";
import { eventTypeName, strict } from "../http/fields.ts";
import { inexactNumbers } from "../http/inexact-numbers.ts";
import { invalidFields, noSuch, type Problem } from "../http/problem.ts";
import { jsonResponse, noContent } from "../http/reply.ts";
import { pageOf, pagingQuery, type Route, takePage, tenantRoute } from "../http/route.ts";
import type { EventTypePorts } from "./event-type-ports.ts";
import { eventTypeOut, newEventType, showBuiltIn, showOwn } from "./event-type-schemas.ts";
import { builtInProblem, putEventType } from "./put-event-type.ts";

/**
 * Refuses a schema that allows only a number which no double stands for alone: others would pass in
 * its place. Bounds may be such numbers (those of 64 bits often are).
 * @param texts of the request's members, by path
 */
function schemaNumbersProblem(texts: ReadonlyMap<string, string>): Problem | undefined {
  const inexact = inexactNumbers(texts.get("/schema") ?? "{}").filter((path) => isValue(path));
  if (inexact.length === 0) return undefined;
  return invalidFields(
    inexact.map((path) => ({
      field: fieldPath(["schema", ...path], "schema"),
      message: "is a number that cannot be compared exactly",
      hint: `use numbers of at most 15 digits, up to ${Number.MAX_SAFE_INTEGER}, or texts`,
    })),
  );
}

/** Keywords whose members are named by the schema's author. */
const NAMING: ReadonlySet<PropertyKey> = new Set(["properties", "$defs"]);

/** Whether it stands in a `const` or `enum`, and not in a schema of a member of that name. */
function isValue(path: readonly PropertyKey[]): boolean {
  let isName = false;
  for (const step of path) {
    if (!isName && (step === "const" || step === "enum")) return true;
    isName = !isName && NAMING.has(step);
  }
  return false;
}

const shown = { description: "The event type.", schema: eventTypeOut };
const one = { path: "/event-types/{name}", params: { name: EVENT_TYPE_NAME } } as const;

/** `/event-types`. */
export function makeEventTypeRoutes(ports: EventTypePorts): Route[] {
  const { eventTypes } = ports;
  return [
    tenantRoute({
      method: "GET",
      path: "/event-types",
      operationId: "listEventTypes",
      summary: "List the event types: built-in ones and the application's own, by name",
      permission: "event-types:read",
      query: strict(pagingQuery),
      responses: { 200: { description: "A page.", schema: pageOf(eventTypeOut) } },
      async run({ query: { limit }, cursors }, tenant) {
        const after = await cursors.read(z.tuple([eventTypeName]));
        if (after.kind === "problem") return after;
        const all = [
          ...Array.from(BUILT_IN_EVENT_TYPES.values(), (type) => showBuiltIn(type)),
          ...(await eventTypes.list(tenant)).map((type) => showOwn(type)),
        ].toSorted((a, b) => (a.name < b.name ? -1 : 1));
        const from = after.position?.[0] ?? "";
        const found = all.filter(({ name }) => name > from).slice(0, limit + 1);
        const page = await takePage(found, limit, (type) => type, cursors, positionOf);
        return jsonResponse(200, page);
      },
    }),
    tenantRoute({
      ...one,
      method: "GET",
      operationId: "getEventType",
      summary: "Read an event type with its schema and attributes",
      permission: "event-types:read",
      responses: { 200: shown },
      async run({ params: { name = "" } }, tenant) {
        const builtIn = BUILT_IN_EVENT_TYPES.get(name);
        if (builtIn !== undefined) return jsonResponse(200, showBuiltIn(builtIn));
        const own = await eventTypes.read(tenant, name);
        return own === undefined ? noSuch("event type") : jsonResponse(200, showOwn(own));
      },
    }),
    tenantRoute({
      ...one,
      method: "PUT",
      operationId: "putEventType",
      summary: "Create an event type of the application's own, or replace it",
      description:
        "For the API key's application and environment. Events published after the answer are checked by it.",
      permission: "event-types:write",
      body: newEventType,
      conflict: "It is a built-in one, or there are as many as there may be.",
      keepTextOf: ["schema"],
      responses: { 200: { ...shown, description: "It was replaced." }, 201: shown },
      async run({ params: { name = "" }, body, bodyTexts, nowMs, changed }, tenant) {
        const refused = schemaNumbersProblem(bodyTexts);
        if (refused !== undefined) return refused;
        const outcome = await putEventType(ports, tenant, name, body, nowMs);
        if (outcome.kind === "problem") return outcome;
        const { type, isNew, before } = outcome;
        changed(eventTypeChange(before, type));
        return jsonResponse(isNew ? 201 : 200, showOwn(type));
      },
    }),
    tenantRoute({
      ...one,
      method: "DELETE",
      operationId: "deleteEventType",
      summary: "Delete an event type of the application's own",
      description:
        "Events of this type are rejected from then on; deliveries on their way go on as they are.",
      permission: "event-types:write",
      conflict: "It is a built-in one.",
      responses: { 204: { description: "It is gone." } },
      async run({ params: { name = "" }, changed }, tenant) {
        if (BUILT_IN_EVENT_TYPES.has(name)) return builtInProblem(name);
        const type = await eventTypes.read(tenant, name);
        const isRemoved = type !== undefined && (await eventTypes.remove(tenant, name));
        if (!isRemoved) return noSuch("event type");
        changed(eventTypeChange(type, undefined));
        return noContent;
      },
    }),
  ];
}

function positionOf({ name }: { readonly name: string }): Position {
  return [name];
}

/** What changed of an event type; `undefined` when nothing did. */
function eventTypeChange(
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
