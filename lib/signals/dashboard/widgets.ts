import {
  GraphWidget,
  type CfnAlarm,
  type GraphWidgetProps,
  type IMetric,
  type IWidget,
} from "aws-cdk-lib/aws-cloudwatch";

import type { NamedMetrics } from "../named-metrics.ts";
import type { Watched } from "../watched.ts";

/** What the widgets look at. */
export interface DashboardSources {
  readonly watched: Watched;
  readonly alarms: readonly CfnAlarm[];
  readonly metrics: NamedMetrics;
}

/** A dashboard is 24 units wide: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export const WHOLE = 24;
export const TWO_THIRDS = 16;
const THIRD = 8;
export const QUARTER = 6;
/** Of every row. */
export const HEIGHT = 6;

/** A graph whose title is the question that it answers. */
export function graph(
  title: string,
  left: IMetric[],
  more: Partial<GraphWidgetProps> = {},
): IWidget {
  return new GraphWidget({
    title,
    left,
    width: THIRD,
    height: HEIGHT,
    leftYAxis: { min: 0, showUnits: false },
    ...more,
  });
}
