import { CfnAlarm } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";

import type { AlarmRow } from "./alarm-row.ts";
import { alarmRows } from "./alarm-rows.ts";
import { AlarmTopic } from "./alarm-topic.ts";
import type { Watched } from "./watched.ts";

/**
 * The alarms that the settings ask for, and the topic that they call, which your own may call, too.
 */
export class Alarms extends Construct {
  /** The topic that they call. */
  readonly topicArn: string;

  constructor(scope: Construct, id: string, props: { readonly watched: Watched }) {
    super(scope, id);
    const { settings } = props.watched;
    this.topicArn =
      settings.alarmTopicArn === "none"
        ? new AlarmTopic(this, "Topic", { settings }).topicArn
        : settings.alarmTopicArn;
    for (const row of alarmRows(props.watched)) {
      addAlarm(this, row, { name: `${settings.namePrefix}-${row.id}`, topicArn: this.topicArn });
    }
  }
}

/** One row as CloudWatch takes it. It calls when it begins, and when it is over. */
function addAlarm(
  scope: Construct,
  row: AlarmRow,
  { name, topicArn }: { readonly name: string; readonly topicArn: string },
): void {
  const { metric, statistic = "Sum", datapoints = { breaching: 1, of: 1 } } = row;
  new CfnAlarm(scope, row.id, {
    alarmName: name,
    alarmDescription: descriptionOf(row),
    namespace: metric.namespace,
    metricName: metric.name,
    dimensions: Object.entries(metric.dimensions).map(([dimension, value]) => ({
      name: dimension,
      value,
    })),
    statistic,
    period: row.periodSeconds,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: row.threshold,
    evaluationPeriods: datapoints.of,
    datapointsToAlarm: datapoints.breaching,
    treatMissingData: row.silence === "calls" ? "missing" : "notBreaching",
    alarmActions: [topicArn],
    okActions: [topicArn],
    ...(row.silence === "calls" ? { insufficientDataActions: [topicArn] } : {}),
  });
}

/** Read at night, on a telephone: what it is, whose it is, and what to do. */
function descriptionOf({ means, arithmetic, find, runbook }: AlarmRow): string {
  return `${means} ${arithmetic} ${find} What to do: docs/runbook.md#${runbook}`;
}
