import * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import type { RejectedEvent, RejectedOwner } from "../../shared/domain/rejected-event.ts";
import { REJECT_REASONS } from "../../shared/domain/rejection.ts";
import { type Caller, callerTenant } from "../access/caller.ts";
import { applicationId, environment, strict, timeIn, timeOut, timeText } from "../http/fields.ts";
import { jsonResponse, type Reply } from "../http/reply.ts";
import { type Call, pageOf, pagingQuery, type Route, route } from "../http/route.ts";
import { LAST_MS, timeRange } from "../http/time-range.ts";
import { listRejected, type RejectedEventReader } from "./list-rejected.ts";

/** Why an event was rejected. */
const rejectReason = z.enum(REJECT_REASONS).meta({
  description:
    "not_json, malformed, too_large: the entry of the bus; unknown_application, unknown_event_type, unknown_callback: what it names; invalid_payload: the schema; id_reused: the id belongs to another event.",
});

/** A rejected event in an answer. */
const rejectedEventOut = z
  .object({
    id: z.string().meta({ description: "The same when the same entry is rejected again." }),
    reason: rejectReason,
    errors: z.array(z.object({ field: z.string(), message: z.string() })).meta({
      description:
        "Places and what was expected there; what was found only where it is a word of the schema. The first ten at most.",
    }),
    application: applicationId.optional().meta({ description: "Absent in the operator's list." }),
    environment: environment.optional(),
    source: z
      .string()
      .optional()
      .meta({ description: "As the producer gave it, cut to 256 bytes." }),
    type: z.string().optional().meta({ description: "Its detail-type, cut to 128 bytes." }),
    producer_id: z.string().optional().meta({ description: "The id that the producer gave it." }),
    bus_id: z.string().optional().meta({ description: "The id that PutEvents answered." }),
    received_at: timeOut,
  })
  .meta({ id: "RejectedEvent" });

/** A rejected event as it is shown. */
function showRejectedEvent(
  owner: RejectedOwner,
  event: RejectedEvent,
): z.output<typeof rejectedEventOut> {
  const { id, reason, errors, source, type, producerId, busId, receivedAtMs } = event;
  return {
    id,
    reason,
    errors: [...errors],
    ...(owner !== "operator" && {
      application: owner.application,
      environment: owner.environment,
    }),
    ...defined({ source, type, producer_id: producerId, bus_id: busId }),
    received_at: timeText(receivedAtMs),
  };
}

/** What reading rejected events needs. */
export interface RejectedEventPorts {
  readonly rejectedEvents: RejectedEventReader;
}

const listQuery = strict({
  reason: rejectReason.optional().meta({ description: "Only what was rejected for it." }),
  since: timeIn.optional().meta({ description: "Received then or later." }),
  until: timeIn.optional().meta({ description: "Received before then." }),
  ...pagingQuery,
});

/**
 * A page takes 60 read units of each shard at most: so often, 1,200 a second of the 3,000 that a
 * partition has, which other lists may share.
 */
const OFTEN = { perSecond: 20, burst: 100 };

/** `/rejected-events`. */
export function makeRejectedEventRoutes({ rejectedEvents }: RejectedEventPorts): Route[] {
  return [
    route({
      method: "GET",
      path: "/rejected-events",
      operationId: "listRejectedEvents",
      summary: "List events of the bus that were rejected, newest first",
      description:
        "An API key gets those that addressed its application and environment; the operator key those that addressed no application there is. Kept for 14 days. Of a flood only some are listed; the rejected-events queue has all.",
      permission: ["events:read", "operations:read"],
      perTenant: OFTEN,
      query: listQuery,
      responses: {
        200: {
          description:
            "A page, newest first. With a reason it may hold fewer than `limit`, or none, before the last.",
          schema: pageOf(rejectedEventOut),
        },
      },
      run: (call) => answerList(rejectedEvents, ownerOf(call.caller), call),
    }),
  ];
}

/** Whose list a caller sees. */
function ownerOf(caller: Caller | undefined): RejectedOwner {
  return (caller && callerTenant(caller)) ?? "operator";
}

async function answerList(
  reader: RejectedEventReader,
  owner: RejectedOwner,
  { query, cursors, nowMs }: Call<unknown, z.output<typeof listQuery>>,
): Promise<Reply> {
  const { reason, limit } = query;
  const range = timeRange(query);
  if (range.kind === "problem") return range;
  const { fromMs, toMs } = range;
  const cursor = await cursors.read(cursorPosition);
  if (cursor.kind === "problem") return cursor;
  const { events, next } = await listRejected(
    reader,
    owner,
    {
      fromMs,
      toMs: Math.min(toMs, LAST_MS),
      limit,
      ...defined({ reason, after: cursor.position }),
    },
    nowMs,
  );
  return jsonResponse(200, {
    data: events.map((event) => showRejectedEvent(owner, event)),
    next_cursor: next === undefined ? null : await cursors.write([next.receivedAtMs, next.id]),
  });
}

const cursorPosition = z
  .tuple([z.int().min(0), z.string().regex(/^rej_[0-9A-Za-z]{22}$/u)])
  .transform(([receivedAtMs, id]) => ({ receivedAtMs, id }));
