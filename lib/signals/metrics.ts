import type { MetricName } from "../../lambdas/shared/runtime/metrics.ts";
import type { Settings } from "../settings.ts";
import { metricsNamespace } from "../shared/pipeline-function.ts";
import type { AlarmMetric } from "./alarm-row.ts";

/** A metric that one of our functions writes. */
export function ownMetric(settings: Settings, service: string, name: MetricName): AlarmMetric {
  return { namespace: metricsNamespace(settings), name, dimensions: { service } };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export function queueMetric(settings: Settings, queue: string, name: string): AlarmMetric {
  const dimensions = { QueueName: `${settings.namePrefix}-${queue}` };
  return { namespace: "AWS/SQS", name, dimensions };
}

/**
 * @param functionName left out: all functions of the account in this region
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function functionMetric(name: string, functionName?: string): AlarmMetric {
  const dimensions = functionName === undefined ? {} : { FunctionName: functionName };
  return { namespace: "AWS/Lambda", name, dimensions };
}

/**
 * @param index left out: the table itself, without its indexes
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export function tableMetric(
  settings: Settings,
  place: { readonly table: string; readonly index?: string },
  name: string,
): AlarmMetric {
  return {
    namespace: "AWS/DynamoDB",
    name,
    dimensions: {
      TableName: `${settings.namePrefix}-${place.table}`,
      ...(place.index === undefined ? {} : { GlobalSecondaryIndexName: place.index }),
    },
  };
}
