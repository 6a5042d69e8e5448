import type { LogGroup } from "aws-cdk-lib/aws-logs";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

import type { Settings } from "../settings.ts";
import { metricsNamespace } from "../shared/pipeline-function.ts";

const METRIC_NAME = "throttledRequests";

/** The metric of {@link ThrottledRequests}; a metric filter adds no dimension of fixed value. */
export function throttledRequestsMetric(settings: Settings) {
  return { namespace: metricsNamespace(settings), name: METRIC_NAME, dimensions: {} };
}

/** What counts requests that were answered 429. */
export interface ThrottledRequestsProps {
  readonly settings: Settings;
  /** Its lines hold `status` as text. */
  readonly accessLog: LogGroup;
}

/**
 * Counts 429 by the access log: those of the gateway never reach the function. Without a default
 * value, so that the metric costs something only in hours with a 429.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export class ThrottledRequests extends MetricFilter {
  constructor(scope: Construct, id: string, { settings, accessLog }: ThrottledRequestsProps) {
    const { namespace, name } = throttledRequestsMetric(settings);
    super(scope, id, {
      logGroup: accessLog,
      filterPattern: FilterPattern.stringValue("$.status", "=", "429"),
      metricNamespace: namespace,
      metricName: name,
      metricValue: "1",
    });
  }
}
