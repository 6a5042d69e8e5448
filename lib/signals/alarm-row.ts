/** A metric as CloudWatch knows it: with other dimensions it is another metric. */
export interface AlarmMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The values of the setting `alarms` that make an alarm: an essential one by all but `none`. */
export type AlarmLevel = "essential" | "all";

/**
 * What a period without data means. `fine`: nothing happened. `calls`: something that should speak
 * up at regular times is silent, and silence itself calls people once there was data. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export type Silence = "fine" | "calls";

/**
 * One alarm as values. It has one metric and no arithmetic between metrics: CloudWatch asks $0.10 a
 * month for each metric of an alarm, and the first ten of an account are free.
 * https://aws.amazon.com/cloudwatch/pricing/
 */
export interface AlarmRow {
  /** Last part of its name: `<namePrefix>-<id>`. */
  readonly id: string;
  readonly level: AlarmLevel;
  readonly metric: AlarmMetric;
  /** @default Sum */
  readonly statistic?: "Sum" | "Maximum";
  /**
   * Whole minutes, in seconds. The window slides, so that an hour of errors calls as soon as it is
   * full. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
   */
  readonly periodSeconds: number;
  /** A period breaches when the statistic is this or more. */
  readonly threshold: number;
  /** Calls when so many of the last periods breach. @default one of one */
  readonly datapoints?: { readonly breaching: number; readonly of: number };
  /** @default fine */
  readonly silence?: Silence;
  /** What has happened: one sentence. */
  readonly means: string;
  /** Why this threshold over this time: one sentence. */
  readonly arithmetic: string;
  /** How to find the webhook and the tenant: one sentence. */
  readonly find: string;
  /** Heading in docs/runbook.md. */
  readonly runbook: string;
}
