import * as z from "zod";

import { utcDayOf } from "../../shared/domain/utc-day.ts";
import { strict } from "../http/fields.ts";
import { jsonResponse, type Reply } from "../http/reply.ts";
import { type Call, pageOf, pagingQuery, type Route, route } from "../http/route.ts";
import { countedEnds, type DayTallies } from "./counted-ends.ts";
import { type DownPorts, downReceivers } from "./down-receivers.ts";
import {
  OPERATION_KINDS,
  type OperationKind,
  operationOut,
  showCounted,
  showDown,
  showWaiting,
} from "./operations-schemas.ts";
import { type WaitingPorts, waitingReceivers } from "./waiting-receivers.ts";

/** What the operator's view needs. */
export interface OperationsPorts extends WaitingPorts, DownPorts {
  readonly dayTallies: DayTallies;
}

const operationsQuery = strict({
  kind: z.enum(OPERATION_KINDS).optional().meta({ description: "Only these." }),
  day: z.iso
    .date({ error: "use a day such as 2026-01-31" })
    .optional()
    .meta({ description: "Of what was dropped and rejected, in UTC; today unless it says so." }),
  ...pagingQuery,
});

/**
 * Twenty lanes of a thousand entries are some 400 read units, of two kinds 800, and 500 breakers as
 * many: so often, 13,000 a second, each lane's and each tenant's in a partition of its own.
 */
const OFTEN = { perSecond: 10, burst: 50 };

/** `/operations`. */
export function makeOperationsRoutes(ports: OperationsPorts): Route[] {
  return [
    route({
      method: "GET",
      path: "/operations",
      operationId: "listOperations",
      summary:
        "Who is down, what waits, and what was dropped and rejected in a day, of all tenants",
      description:
        "First the receivers that were found down, then those with deliveries that wait, then what was dropped by webhook, what was rejected by application and environment, and entries of the bus that addressed no application there is, or were malformed. Counts and reasons only. A receiver that waits appears once its next attempts are more than 15 minutes away.",
      permission: "operations:read",
      perTenant: OFTEN,
      query: operationsQuery,
      responses: {
        200: {
          description:
            "A page of one kind. It may hold fewer than `limit`, or none, before the last.",
          schema: pageOf(operationOut),
        },
      },
      run: (call) => answerOperations(ports, call),
    }),
  ];
}

/** Where a page begins: a kind and a day, and behind which of its elements. */
interface Place {
  readonly kind: OperationKind;
  readonly day: string;
  readonly after?: string;
}

/** Some elements of one kind; `next` where there is more of it. */
interface KindPage {
  readonly data: readonly unknown[];
  readonly next?: string;
}

/** Goes on by kind while there is room: some 220 queries at most, the last minutes read once. */
async function answerOperations(
  ports: OperationsPorts,
  { query, cursors, nowMs }: Call<unknown, z.output<typeof operationsQuery>>,
): Promise<Reply> {
  const cursor = await cursors.read(cursorPosition);
  if (cursor.kind === "problem") return cursor;
  const first = { kind: query.kind ?? OPERATION_KINDS[0], day: query.day ?? utcDayOf(nowMs) };
  const data: unknown[] = [];
  const pageAt = pagesThrough(ports, nowMs);
  let place: Place | undefined = cursor.position ?? first;
  do {
    const page = await pageAt(place, query.limit - data.length);
    data.push(...page.data);
    place = nextPlace(place, page, query.kind);
  } while (place !== undefined && place.after === undefined && data.length < query.limit);
  return jsonResponse(200, {
    data,
    next_cursor:
      place === undefined ? null : await cursors.write([place.kind, place.day, place.after ?? ""]),
  });
}

/** Reads pages for one request. */
function pagesThrough(ports: OperationsPorts, nowMs: number) {
  const { dayTallies } = ports;
  let open: ReturnType<DayTallies["open"]> | undefined;
  const tallies: DayTallies = {
    page: (...asked) => dayTallies.page(...asked),
    open: (day) => (open ??= dayTallies.open(day)),
  };
  return async ({ kind, day, after }: Place, limit: number): Promise<KindPage> => {
    if (kind === "down") {
      const { receivers, ...rest } = await downReceivers(ports, after, limit);
      return { data: receivers.map((receiver) => showDown(receiver)), ...rest };
    }
    if (kind === "waiting") {
      const { receivers, ...rest } = await waitingReceivers(ports, after, limit, nowMs);
      return { data: receivers.map((receiver) => showWaiting(receiver)), ...rest };
    }
    const { tallies: found, ...rest } = await countedEnds(tallies, kind, day, limit, after);
    return { data: found.map((tally) => showCounted(tally, day)), ...rest };
  };
}

/** The rest of this kind, or else the next kind, unless one was asked for. */
function nextPlace(
  { kind, day }: Place,
  { next }: KindPage,
  wanted: OperationKind | undefined,
): Place | undefined {
  if (next !== undefined) return { kind, day, after: next };
  const following = OPERATION_KINDS[OPERATION_KINDS.indexOf(kind) + 1];
  return wanted === undefined && following !== undefined ? { kind: following, day } : undefined;
}

const cursorPosition = z
  .tuple([z.enum(OPERATION_KINDS), z.iso.date(), z.string()])
  .transform(([kind, day, after]): Place => ({ kind, day, ...(after !== "" && { after }) }));
