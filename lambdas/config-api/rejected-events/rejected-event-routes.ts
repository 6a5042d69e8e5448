import * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import type { RejectedOwner } from "../../shared/domain/rejected-event.ts";
import type { Caller } from "../access/caller.ts";
import { strict, timeIn } from "../http/fields.ts";
import { pageOf, pagingQuery } from "../http/paging.ts";
import { jsonResponse, type Reply } from "../http/reply.ts";
import { type Call, route, type Route } from "../http/route.ts";
import { LAST_MS, timeRange } from "../http/time-range.ts";
import { listRejected, type RejectedEventReader } from "./list-rejected.ts";
import { rejectedEventOut, rejectReason, showRejectedEvent } from "./rejected-event-schemas.ts";

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
  return caller?.kind === "api-key" ? caller.tenant : "operator";
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
