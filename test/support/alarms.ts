import type { Template } from "aws-cdk-lib/assertions";

import { resourcesOf } from "./template.ts";

/** An alarm of a template. */
export interface TemplateAlarm {
  readonly name: string;
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  /** Values as they stand in the template: names are text, what only AWS knows is not. */
  readonly dimensions: Readonly<Record<string, unknown>>;
  readonly statistic: string;
  readonly periodSeconds: number;
  readonly threshold: number;
  /** Periods that are looked at, and how many of them must breach. */
  readonly of: number;
  readonly breaching: number;
  readonly missing: string;
  readonly calls: { readonly alarm: unknown; readonly ok: unknown; readonly silence: unknown };
}

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly Statistic: string;
  readonly Period: number;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly TreatMissingData: string;
  readonly AlarmActions: unknown;
  readonly OKActions: unknown;
  readonly InsufficientDataActions?: unknown;
}

/** All alarms of a template. */
export function alarmsOf(template: Template): readonly TemplateAlarm[] {
  return [...resourcesOf(template, "AWS::CloudWatch::Alarm").values()].map(({ Properties }) => {
    const properties = Properties as unknown as AlarmProperties;
    return {
      name: properties.AlarmName,
      description: properties.AlarmDescription,
      namespace: properties.Namespace,
      metric: properties.MetricName,
      dimensions: Object.fromEntries(properties.Dimensions.map(({ Name, Value }) => [Name, Value])),
      statistic: properties.Statistic,
      periodSeconds: properties.Period,
      threshold: properties.Threshold,
      of: properties.EvaluationPeriods,
      breaching: properties.DatapointsToAlarm,
      missing: properties.TreatMissingData,
      calls: {
        alarm: properties.AlarmActions,
        ok: properties.OKActions,
        silence: properties.InsufficientDataActions,
      },
    };
  });
}

/** The heading of docs/runbook.md that an alarm points to. */
export function runbookEntryOf({ description }: Pick<TemplateAlarm, "description">): string {
  return /docs\/runbook\.md#([a-z-]+)$/u.exec(description)?.[1] ?? "none";
}
