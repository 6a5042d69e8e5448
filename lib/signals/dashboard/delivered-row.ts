import {
  AlarmStatusWidget,
  AlarmStatusWidgetSortBy,
  MathExpression,
  SingleValueWidget,
  type IWidget,
} from "aws-cdk-lib/aws-cloudwatch";

import { graph, HEIGHT, QUARTER, WHOLE, type DashboardSources } from "./widgets.ts";

/** First of all: does what comes arrive? */
export function deliveredRow({ metrics, alarms }: DashboardSources): IWidget[] {
  const delivered = metrics.own("deliver", "delivered", { label: "delivered" });
  const atOnce = metrics.own("deliver", "firstAttemptDelivered", { label: "with one attempt" });
  return [
    graph(
      "Is everything delivered?",
      [
        metrics.queue("events", "NumberOfMessagesSent", { label: "events that came" }),
        delivered,
        atOnce,
        metrics.own("deliver", "retried", { label: "failed attempts, to be repeated" }),
      ],
      { width: alarms.length === 0 ? WHOLE - QUARTER : WHOLE - 2 * QUARTER },
    ),
    new SingleValueWidget({
      title: "How many of a hundred need one attempt only?",
      metrics: [
        new MathExpression({
          label: "of a hundred",
          expression: "100 * atOnce / delivered",
          usingMetrics: { atOnce, delivered },
        }),
      ],
      setPeriodToTimeRange: true,
      width: QUARTER,
      height: HEIGHT,
    }),
    ...(alarms.length === 0
      ? []
      : [
          new AlarmStatusWidget({
            title: "Is an alarm on?",
            alarms: [...alarms],
            sortBy: AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
            width: QUARTER,
            height: HEIGHT,
          }),
        ]),
  ];
}
