import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";

import type { ReasonedMetric } from "../../lambdas/shared/runtime/metrics.ts";
import type { Settings } from "../settings.ts";
import type { AlarmMetric } from "./alarm-row.ts";
import { functionMetric, ownMetric, queueMetric, tableMetric } from "./metrics.ts";
import { type Measuring, type OWN_METRICS, REASONS } from "./own-metrics.ts";

/** How a metric is looked at. */
export interface Look {
  /** @default - the sum of what is counted */
  readonly statistic?: string;
  /** What the legend calls it. */
  readonly label?: string;
}

/** Metrics of an installation as graphs show them. */
export type NamedMetrics = ReturnType<typeof namedMetrics>;

/** Makes metrics for graphs by the names of what they are of. */
export function namedMetrics(settings: Settings) {
  return {
    /** One of Ringback's own metrics. */
    own<Service extends Measuring>(
      service: Service,
      name: Exclude<(typeof OWN_METRICS)[Service][number], ReasonedMetric>,
      look: Look = {},
    ): Metric {
      return shown(ownMetric(settings, service, name), look);
    },

    /** One of them by its reasons, each beside the others. */
    byReason(metric: ReasonedMetric): Metric[] {
      return Object.entries<Measuring>(REASONS[metric]).map(([reason, service]) => {
        const { namespace, name, dimensions } = ownMetric(settings, service, metric);
        return shown({ namespace, name, dimensions: { ...dimensions, reason } }, { label: reason });
      });
    },

    queue(room: string, name: string, look: Look = {}): Metric {
      return shown(queueMetric(settings, room, name), look);
    },

    function(room: string, name: string, look: Look = {}): Metric {
      return shown(functionMetric(name, `${settings.namePrefix}-${room}`), look);
    },

    table(table: string, name: string, look: Look = {}): Metric {
      return shown(tableMetric(settings, { table }, name), look);
    },

    /** Of an index of a table, which its table's metrics do not hold. */
    index(table: string, index: string, name: string, look: Look = {}): Metric {
      return shown(tableMetric(settings, { table, index }, name), look);
    },

    /** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
    stateMachine(arn: string, name: string, look: Look = {}): Metric {
      return shown({ namespace: "AWS/States", name, dimensions: { StateMachineArn: arn } }, look);
    },

    /** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
    api(apiId: string, name: string, look: Look = {}): Metric {
      return shown({ namespace: "AWS/ApiGateway", name, dimensions: { ApiId: apiId } }, look);
    },

    /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch-Logs-Monitoring-CloudWatch-Metrics.html */
    log(room: string, name: string, look: Look = {}): Metric {
      const dimensions = { LogGroupName: functionLog(settings, room) };
      return shown({ namespace: "AWS/Logs", name, dimensions }, look);
    },
  };
}

/** Name of the log group of a function. */
export function functionLog({ namePrefix }: Pick<Settings, "namePrefix">, room: string): string {
  return `/aws/lambda/${namePrefix}-${room}`;
}

function shown({ namespace, name, dimensions }: AlarmMetric, look: Look): Metric {
  const { statistic = Stats.SUM, label = name } = look;
  return new Metric({
    namespace,
    metricName: name,
    dimensionsMap: { ...dimensions },
    statistic,
    label,
  });
}
