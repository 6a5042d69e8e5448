import * as z from "zod";

import { BUILT_IN_EVENT_TYPES } from "../../shared/catalogue/built-in-event-types.ts";
import { EVENT_TYPE_NAME } from "../../shared/domain/entry-errors.ts";
import type { Position } from "../http/cursors.ts";
import { eventTypeName, strict } from "../http/fields.ts";
import { pageOf, pagingQuery, takePage } from "../http/paging.ts";
import { noSuch } from "../http/problem.ts";
import { jsonResponse, noContent } from "../http/reply.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { eventTypeChange } from "./event-type-change.ts";
import type { EventTypePorts } from "./event-type-ports.ts";
import { eventTypeOut, newEventType, showBuiltIn, showOwn } from "./event-type-schemas.ts";
import { builtInProblem, putEventType } from "./put-event-type.ts";
import { schemaNumbersProblem } from "./schema-numbers.ts";

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
