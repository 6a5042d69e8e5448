import { LogQueryWidget, Stats, type IWidget } from "aws-cdk-lib/aws-cloudwatch";

import { logGroupsOf, logQuery } from "../log-queries.ts";
import { deliveredRow } from "./delivered-row.ts";
import { spending } from "./spending.ts";
import { graph, HEIGHT, TWO_THIRDS, WHOLE, type DashboardSources } from "./widgets.ts";

/** Queues whose messages wait for people. */
const QUEUES_FOR_PEOPLE = [
  "dropped",
  "rejected-events",
  "events-dead",
  "notification-expiry-dead",
] as const;

/** The function of the pages: each of its errors is an answer 5xx, and it has no other work. */
const SEEN_IN_ANSWERS = "console";

/**
 * The widgets, row by row. Each answers the question that is its title, and looks at few metrics:
 * up to 50 an account's first three dashboards are free.
 */
export function dashboardRows(sources: DashboardSources): IWidget[][] {
  const { metrics, watched } = sources;
  const usd = spending(metrics, watched.settings);
  return [
    deliveredRow(sources),
    lateRow(sources),
    downRow(sources),
    waitingRow(sources),
    ownRow(sources),
    [graph("What does it cost, in US dollars an hour?", usd, { width: WHOLE, stacked: true })],
  ];
}

/** How late, and whether the receivers or Ringback take the time. */
function lateRow({ metrics }: DashboardSources): IWidget[] {
  const percentiles = (name: "publishToDeliveredMs" | "attemptMs") =>
    [50, 99].map((percent) =>
      metrics.own("deliver", name, { statistic: Stats.percentile(percent), label: `p${percent}` }),
    );
  const age = (room: string) =>
    metrics.queue(room, "ApproximateAgeOfOldestMessage", { statistic: Stats.MAXIMUM, label: room });
  return [
    graph("How late are deliveries, in ms from publishing?", percentiles("publishToDeliveredMs")),
    graph("How long do receivers take, in ms?", percentiles("attemptMs")),
    graph("How long has the oldest message waited, in s?", [age("events"), age("deliveries")]),
  ];
}

/** Which receivers fail: by the log, since no metric has a webhook in it, and by the lanes. */
function downRow({ watched, metrics }: DashboardSources): IWidget[] {
  const whoIsDown = logQuery("Worst receivers");
  const most = (name: "lanesOpen" | "lanesOverdue" | "receiversDown", label: string) =>
    metrics.own("sweep", name, { statistic: Stats.MAXIMUM, label });
  return [
    new LogQueryWidget({
      title: "Who is down?",
      logGroupNames: logGroupsOf(watched, whoIsDown),
      queryString: whoIsDown.text,
      width: TWO_THIRDS,
      height: HEIGHT,
    }),
    graph("How many are down, and are their retries on time?", [
      most("receiversDown", "receivers found down"),
      most("lanesOpen", "webhooks whose deliveries waited within a day"),
      most("lanesOverdue", "of them, with retries overdue"),
      metrics.stateMachine(watched.laneStateMachineArn, "ExecutionsFailed", {
        label: "lanes that failed",
      }),
    ]),
  ];
}

/** What has not arrived: it waits, was dropped, or was rejected. */
function waitingRow({ metrics }: DashboardSources): IWidget[] {
  const held = (room: string, name: string, label: string) =>
    metrics.queue(room, name, { statistic: Stats.MAXIMUM, label });
  return [
    graph("What waits?", [
      held("deliveries", "ApproximateNumberOfMessagesVisible", "deliveries"),
      held("deliveries-slow", "ApproximateNumberOfMessagesVisible", "deliveries to slow receivers"),
      held("deliveries", "ApproximateNumberOfMessagesNotVisible", "in flight, of 120,000"),
    ]),
    graph("What was dropped, and why?", metrics.byReason("dropped"), { stacked: true }),
    graph("What was rejected, and what waits for people?", [
      ...metrics.byReason("rejected"),
      ...QUEUES_FOR_PEOPLE.map((room) =>
        held(room, "ApproximateNumberOfMessagesVisible", `in ${room}`),
      ),
    ]),
  ];
}

/** Whether the fault is Ringback's own. */
function ownRow({ watched, metrics }: DashboardSources): IWidget[] {
  return [
    graph(
      "Do Ringback's own functions fail?",
      [
        ...watched.functions
          .filter(({ room }) => room !== SEEN_IN_ANSWERS)
          .map(({ room }) => metrics.function(room, "Errors", { label: room })),
        metrics.api(watched.apiId, "5xx", { label: "answers 5xx of the API" }),
      ],
      { width: TWO_THIRDS, stacked: true },
    ),
    graph("Are writes of deliveries throttled?", [
      metrics.table("deliveries", "WriteThrottleEvents", { label: "by the table" }),
      metrics.index("deliveries", "lane", "WriteThrottleEvents", { label: "by its index lane" }),
    ]),
  ];
}
