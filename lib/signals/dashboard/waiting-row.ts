import { Stats, type IWidget } from "aws-cdk-lib/aws-cloudwatch";

import { graph, type DashboardSources } from "./widgets.ts";

/** Queues whose messages wait for people. */
const QUEUES_FOR_PEOPLE = [
  "dropped",
  "rejected-events",
  "events-dead",
  "notification-expiry-dead",
] as const;

/** What has not arrived: it waits, was dropped, or was rejected. */
export function waitingRow({ metrics }: DashboardSources): IWidget[] {
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
