import { CfnAlarm } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";

import type { AlarmRow } from "./alarm-row.ts";
import { AlarmTopic } from "./alarm-topic.ts";
import { apiAlarms } from "./rows/api-alarms.ts";
import { functionAlarms } from "./rows/function-alarms.ts";
import { keyAlarms } from "./rows/key-alarms.ts";
import { laneAlarms } from "./rows/lane-alarms.ts";
import { noticeAlarms } from "./rows/notice-alarms.ts";
import { queueAlarms } from "./rows/queue-alarms.ts";
import { tableAlarms } from "./rows/table-alarms.ts";
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

/** Every alarm that the setting `alarms` asks for. */
function alarmRows(watched: Watched): readonly AlarmRow[] {
  const { alarms } = watched.settings;
  if (alarms === "none") return [];
  const rows = [
    ...noticeAlarms(watched),
    ...queueAlarms(watched),
    ...laneAlarms(watched),
    ...functionAlarms(watched),
    ...apiAlarms(watched),
    ...tableAlarms(watched),
    ...keyAlarms(watched),
  ];
  return alarms === "all" ? rows : rows.filter(({ level }) => level === "essential");
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
