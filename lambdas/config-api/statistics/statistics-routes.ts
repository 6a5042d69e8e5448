import { RETENTION_DAYS } from "../../shared/domain/retention.ts";
import { MS_PER_DAY } from "../../shared/domain/utc-day.ts";
import { strict, timeIn, WEBHOOK_ID } from "../http/fields.ts";
import { fieldProblem, noSuch, type Problem } from "../http/problem.ts";
import { jsonResponse } from "../http/reply.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { readWebhook } from "../webhooks/change-webhook.ts";
import type { WebhookStore } from "../webhooks/webhook-ports.ts";
import type { Stretch } from "./domain/survey.ts";
import type { StatisticsPorts } from "./statistics-ports.ts";
import { showStatistics, statisticsOut } from "./statistics-schemas.ts";
import { webhookStatistics } from "./webhook-statistics.ts";

/** What is counted when the request does not say since when: a day. */
const DEFAULT_MS = MS_PER_DAY;
/** As far back as anything is kept. */
const LONGEST_MS = RETENTION_DAYS * MS_PER_DAY;
/** How far the clock of the caller may be off. */
const LEEWAY_MS = 60_000;

/** A range in epoch milliseconds, both ends included. */
type StatisticsRange = Stretch & { readonly kind: "range" };

/** Reads the range of a request: by default the last 24 hours before `until`, and that is now. */
function statisticsRange(
  { since, until }: { readonly since?: string | undefined; readonly until?: string | undefined },
  nowMs: number,
): Problem | StatisticsRange {
  const untilMs = until === undefined ? nowMs : Date.parse(until);
  const oldestMs = nowMs - LONGEST_MS;
  if (untilMs > nowMs + LEEWAY_MS) {
    return fieldProblem("until", "is in the future", "use an earlier time, or leave it out");
  }
  if (untilMs <= oldestMs) {
    return fieldProblem("until", TOO_OLD, "use a later time, or leave it out");
  }
  const fromMs = since === undefined ? Math.max(oldestMs, untilMs - DEFAULT_MS) : Date.parse(since);
  if (fromMs < oldestMs - LEEWAY_MS) {
    return fieldProblem("since", TOO_OLD, `use a time of the last ${RETENTION_DAYS} days`);
  }
  if (fromMs >= untilMs) {
    return until === undefined
      ? fieldProblem("since", "is not in the past", "use an earlier time, or leave it out")
      : fieldProblem("until", "is not after since", "use a later time, or leave one out");
  }
  return { kind: "range", fromMs, toMs: untilMs - 1 };
}

const TOO_OLD = `is more than ${RETENTION_DAYS} days ago: nothing is kept so long`;

/** What `GET /webhooks/{id}/stats` needs. */
export interface StatisticsRoutePorts extends StatisticsPorts {
  readonly webhooks: Pick<WebhookStore, "read">;
}

/**
 * Statistics that a tenant may ask of one warm function: no route reads more. One a second, after
 * twenty of a page that shows many webhooks.
 */
const STATISTICS_OF_ONE_TENANT = { perSecond: 1, burst: 20 };

const query = strict({
  since: timeIn.optional().meta({
    description: "Accepted then or later: in the last 60 days; by default 24 hours before until.",
  }),
  until: timeIn
    .optional()
    .meta({ description: "Accepted before then: not in the future; by default now." }),
});

/** `/webhooks/{id}/stats`. */
export function makeStatisticsRoutes(ports: StatisticsRoutePorts): Route[] {
  return [
    tenantRoute({
      method: "GET",
      path: "/webhooks/{id}/stats",
      operationId: "getWebhookStatistics",
      summary: "Count what became of a webhook's deliveries, and how long they took",
      description:
        "As they stand now. A delivery counts from the end of its first attempt on, until it is past its time: 30 days after it was delivered or dropped. Exact up to 10,000 deliveries; an estimate beyond, which says `approximate: true`: ask for a shorter range.",
      permission: "deliveries:read",
      perTenant: STATISTICS_OF_ONE_TENANT,
      params: { id: WEBHOOK_ID },
      query,
      responses: { 200: { description: "The statistics.", schema: statisticsOut } },
      async run({ params: { id = "" }, query: given, nowMs }, tenant) {
        const range = statisticsRange(given, nowMs);
        if (range.kind === "problem") return range;
        if ((await readWebhook(ports, tenant, id)) === undefined) return noSuch("webhook");
        const statistics = await webhookStatistics(ports, tenant, id, range);
        return jsonResponse(200, showStatistics(range, statistics));
      },
    }),
  ];
}
