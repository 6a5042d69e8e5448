import { Stats, type IWidget } from "aws-cdk-lib/aws-cloudwatch";

import { graph, type DashboardSources } from "./widgets.ts";

/** How late, and whether the receivers or Ringback take the time. */
export function lateRow({ metrics }: DashboardSources): IWidget[] {
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
