import { strict, timeIn, WEBHOOK_ID } from "../http/fields.ts";
import { noSuch } from "../http/problem.ts";
import { jsonResponse } from "../http/reply.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { readWebhook } from "../webhooks/change-webhook.ts";
import type { WebhookStore } from "../webhooks/webhook-ports.ts";
import type { StatisticsPorts } from "./statistics-ports.ts";
import { statisticsRange } from "./statistics-range.ts";
import { showStatistics, statisticsOut } from "./statistics-schemas.ts";
import { webhookStatistics } from "./webhook-statistics.ts";

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
