import { LogQueryWidget, Stats, type IWidget } from "aws-cdk-lib/aws-cloudwatch";

import { logGroupsOf, logQuery } from "../log-queries.ts";
import { graph, HEIGHT, TWO_THIRDS, type DashboardSources } from "./widgets.ts";

/** Which receivers fail: by the log, since no metric has a webhook in it, and by the lanes. */
export function downRow({ watched, metrics }: DashboardSources): IWidget[] {
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
