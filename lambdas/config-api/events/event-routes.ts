import * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import { HOPS_HEADER, MAX_HOPS } from "../../shared/domain/hops.ts";
import { isSameTenant, type Tenant } from "../../shared/domain/tenant.ts";
import { readTraceparent, TRACEPARENT_HEADER } from "../../shared/domain/trace-context.ts";
import { isOver } from "../../shared/domain/waiting.ts";
import type { DeliveryReader } from "../deliveries/delivery-reader.ts";
import { showDelivery, showPending } from "../deliveries/delivery-schemas.ts";
import { EVENT_ID, timeText } from "../http/fields.ts";
import { fieldProblem, type Problem, problem } from "../http/problem.ts";
import { validate } from "../http/read-call.ts";
import { jsonResponse, type Reply, textResponse } from "../http/reply.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { eventOut, newEvent, newEvents, publishedEvents } from "./event-schemas.ts";
import {
  type EventInput,
  type EventOrigin,
  publishEvents,
  type PublishPorts,
} from "./publish-events.ts";

/** The header, for the documentation. */
const traceparentHeader = z.string().optional().meta({
  description:
    "The trace that this request belongs to (W3C Trace Context). Where the installation carries traces, receivers get it with every attempt; a malformed one is ignored.",
});

/** The trace that events are published in: nothing hangs on it, so a malformed one is as none. */
function readTrace(text: string | undefined): Pick<EventOrigin, "traceparent"> {
  const traceparent = text === undefined ? undefined : readTraceparent(text);
  return traceparent === undefined ? {} : { traceparent };
}

const WHOLE_NUMBER = /^\d+$/u;

/** The header, for the documentation. */
const hopsHeader = z
  .string()
  .regex(WHOLE_NUMBER)
  .optional()
  .meta({
    description: `Of a receiver that publishes because of a delivery: that delivery's ${HOPS_HEADER}, as it came. More than ${MAX_HOPS} is a ring of receivers, and 508.`,
  });

/** Reads how many deliveries in a row brought an event about; without the header none did. */
function readHops(
  text: string | undefined,
): Problem | { readonly kind: "hops"; readonly hops: number } {
  if (text === undefined) return { kind: "hops", hops: 0 };
  if (!WHOLE_NUMBER.test(text)) {
    const hint = `give back ${HOPS_HEADER} of the delivery as it came, once, or leave it out`;
    return fieldProblem(HOPS_HEADER, "is not a whole number", hint);
  }
  const hops = Number(text);
  return hops <= MAX_HOPS
    ? { kind: "hops", hops }
    : problem(
        "loop-detected",
        `Each of more than ${MAX_HOPS} deliveries in a row brought about the next event: receivers publish in a ring.`,
      );
}

/** What publishing and reading events needs. */
export interface EventPorts extends PublishPorts {
  readonly deliveries: Pick<DeliveryReader, "event" | "record">;
  /** Whether the trace of who publishes goes on to the receivers. */
  readonly carriesTraces: boolean;
}

/** `/events`. */
export function makeEventRoutes(ports: EventPorts): Route[] {
  return [
    tenantRoute({
      method: "POST",
      path: "/events",
      operationId: "publishEvents",
      summary: "Publish one event, or up to 10",
      description:
        "For the API key's application and environment: another application is refused with 403. 202 means that the bus has taken them; a moment later each can be read under its id.",
      permission: "events:publish",
      body: z.record(z.string(), z.unknown()),
      documentedBody: z.union([newEvent, newEvents]),
      documentedHeaders: { [HOPS_HEADER]: hopsHeader, [TRACEPARENT_HEADER]: traceparentHeader },
      keepTextOf: ["payload"],
      responses: { 202: { description: "The ids of the events.", schema: publishedEvents } },
      async run({ header, body, bodyTexts, idBytes }, tenant) {
        const counted = readHops(header(HOPS_HEADER));
        if (counted.kind === "problem") return counted;
        const inputs = readEvents(body, bodyTexts);
        if (inputs.kind === "problem") return inputs;
        const randomId = () => Buffer.from(idBytes(16)).toString("hex");
        const origin = {
          ...(counted.hops > 0 && { hops: counted.hops }),
          ...(ports.carriesTraces && readTrace(header(TRACEPARENT_HEADER))),
        };
        const outcome = await publishEvents(ports, tenant, inputs.events, randomId, origin);
        return outcome.kind === "problem"
          ? outcome
          : jsonResponse(202, { data: outcome.ids.map((id) => ({ id })) });
      },
    }),
    tenantRoute({
      method: "GET",
      path: "/events/{id}",
      operationId: "getEvent",
      summary: "Read an event with its deliveries",
      description: "Deliveries are kept for 30 days after their end, the event for 60.",
      permission: "events:read",
      params: { id: EVENT_ID },
      responses: { 200: { description: "The event.", schema: eventOut } },
      run: ({ params, nowMs }, tenant) =>
        answerEvent(ports.deliveries, tenant, params["id"] ?? "", nowMs),
    }),
  ];
}

/** The body is one event, or a list of them under `events`. */
function readEvents(body: Readonly<Record<string, unknown>>, texts: ReadonlyMap<string, string>) {
  if (!Object.hasOwn(body, "events")) {
    const reading = validate(newEvent, body, "body");
    if (reading.kind === "problem") return reading;
    const payloadText = texts.get("/payload") ?? "{}";
    const events: EventInput[] = [{ ...reading.value, payloadText, path: "" }];
    return { kind: "events", events } as const;
  }
  const reading = validate(newEvents, body, "body");
  if (reading.kind === "problem") return reading;
  const events = reading.value.events.map((event, index): EventInput => {
    const payloadText = texts.get(`/events/${index}/payload`) ?? "{}";
    return Object.assign(event, { payloadText, path: `events[${index}].` });
  });
  return { kind: "events", events } as const;
}

async function answerEvent(
  deliveries: EventPorts["deliveries"],
  tenant: Tenant,
  id: string,
  nowMs: number,
): Promise<Reply> {
  const event = await deliveries.event(id);
  if (event === undefined || !isSameTenant(event, tenant)) {
    return problem(
      "not-found",
      "There is no such event. One just published can be read a moment later.",
    );
  }
  const shown = await Promise.all(
    event.webhookIds.map(async (webhookId) => {
      const key = { eventId: event.id, webhookId };
      const record = await deliveries.record(key);
      const { type: eventType, acceptedAtMs } = event;
      if (record !== undefined) return showDelivery(record);
      return isOver(acceptedAtMs, nowMs)
        ? undefined
        : showPending({ ...tenant, ...key, eventType, acceptedAtMs });
    }),
  );
  const head = JSON.stringify({
    id: event.id,
    type: event.type,
    application: event.application,
    environment: event.environment,
    ...defined({ producer_id: event.producerId }),
    accepted_at: timeText(event.acceptedAtMs),
    deliveries: shown.filter((delivery) => delivery !== undefined),
  });
  // The payload is put in as it stands: its numbers and the order of its members are the
  // producer's.
  return textResponse(200, `${head.slice(0, -1)},"payload":${event.payload}}`, "application/json");
}
