import type { IWidget } from "aws-cdk-lib/aws-cloudwatch";

import { graph, TWO_THIRDS, type DashboardSources } from "./widgets.ts";

/** Whether the fault is Ringback's own. */
export function ownRow({ watched, metrics }: DashboardSources): IWidget[] {
  return [
    graph(
      "Do Ringback's own functions fail?",
      [
        ...watched.functions.map(({ room }) => metrics.function(room, "Errors", { label: room })),
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
