import { PRICES, USD_PER_MONTH, usdOf, type Metric } from "../lib/signals/list-prices.ts";
import { amountOf, type Amounts, type Usage } from "../tools/simulate/cost/usage.ts";

/** A template of CloudFormation, as far as it is looked at. */
export interface SignalsTemplate {
  readonly Resources?: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }
    >
  >;
}

/** What CloudWatch charges for by the month. */
export interface Signals {
  /** Metrics that alarms look at, at periods of a minute or longer. */
  readonly alarmMetrics: number;
  /** The same at shorter periods. */
  readonly quickAlarmMetrics: number;
  /** Dashboards, each by the number of different metrics that it shows. */
  readonly dashboards: readonly number[];
  /** Series of custom metrics. */
  readonly customMetrics: number;
}

/** One line of the bill of a month. */
export interface MonthLine {
  readonly what: string;
  readonly count: number;
  readonly usdEach: number;
  readonly usd: number;
}

/** Alarms at shorter periods are high-resolution alarms, in seconds. */
const USUAL_PERIOD_SECONDS = 60;

/**
 * Counts what templates make.
 * @param functionSeries series of custom metrics that the functions write; those of metric filters
 *   are counted here
 * @throws Error on an alarm whose price is another (a composite one, or one with a query)
 */
export function signalsOf(templates: readonly SignalsTemplate[], functionSeries: number): Signals {
  const of = (type: string) =>
    templates.flatMap(({ Resources = {} }) =>
      Object.values(Resources)
        .filter(({ Type }) => Type === type)
        .map(({ Properties = {} }) => Properties),
    );
  if (of("AWS::CloudWatch::CompositeAlarm").length > 0) {
    throw new Error("composite alarms are not priced here");
  }
  const periods = of("AWS::CloudWatch::Alarm").flatMap(alarmPeriods);
  return {
    alarmMetrics: periods.filter((seconds) => seconds >= USUAL_PERIOD_SECONDS).length,
    quickAlarmMetrics: periods.filter((seconds) => seconds < USUAL_PERIOD_SECONDS).length,
    dashboards: of("AWS::CloudWatch::Dashboard").map(
      ({ DashboardBody }) => shownMetrics(textOf(DashboardBody)).size,
    ),
    customMetrics:
      functionSeries + new Set(of("AWS::Logs::MetricFilter").flatMap(filterSeries)).size,
  };
}

/** What it costs in a month, without free tiers. */
export function monthBill(signals: Signals): readonly MonthLine[] {
  return [
    ...line("metrics of alarms", signals.alarmMetrics, USD_PER_MONTH.alarmMetric),
    ...line("metrics of quick alarms", signals.quickAlarmMetrics, USD_PER_MONTH.quickAlarmMetric),
    ...line("dashboards", signals.dashboards.length, USD_PER_MONTH.dashboard),
    ...line("custom metrics, at most", signals.customMetrics, USD_PER_MONTH.customMetric),
  ];
}

/** How much more, or less, of one thing is used. */
export interface Difference {
  readonly unit: string;
  readonly before: number;
  readonly now: number;
  /** What the difference costs, in US dollars. */
  readonly usd: number;
}

/** Differences below this share are those of sums of floating-point numbers. */
const LEAST_SHARE = 1e-9;

/** What is used otherwise than before, in the order of the prices. */
export function moreThanBefore(usage: Usage, before: Amounts): readonly Difference[] {
  return (Object.keys(PRICES) as Metric[]).flatMap((metric) => {
    const [was, now] = [before[metric] ?? 0, amountOf(usage, metric)];
    const { service, unit } = PRICES[metric];
    return Math.abs(now - was) <= LEAST_SHARE * now
      ? []
      : [{ unit: `${service}, ${unit}`, before: was, now, usd: usdOf(metric, now - was) }];
  });
}

function line(what: string, count: number, usdEach: number): MonthLine[] {
  return count === 0 ? [] : [{ what, count, usdEach, usd: count * usdEach }];
}

/** The text that a template composes of texts and references, which stand as their names in it. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const [name, operand] = Object.entries(value as Record<string, unknown>)[0] ?? [];
  if (name !== "Fn::Join") return String(operand);
  const [separator, parts] = operand as [string, unknown[]];
  return parts.map(textOf).join(separator);
}

/** The metrics of a dashboard, each as `namespace name dimension value …`. */
export function shownMetrics(body: string): ReadonlySet<string> {
  const { widgets } = JSON.parse(body) as {
    widgets: readonly { properties: { metrics?: readonly unknown[][] } }[];
  };
  const rows = widgets.flatMap(({ properties }) => properties.metrics ?? []);
  // An expression is a row with nothing but its options.
  const names = rows.map((row) => row.filter((part) => typeof part === "string"));
  return new Set(names.filter((row) => row.length > 0).map((row) => row.join(" ")));
}

/** The period of each metric that an alarm looks at, in seconds. */
function alarmPeriods(alarm: Readonly<Record<string, unknown>>): number[] {
  if (alarm["MetricName"] !== undefined) return [Number(alarm["Period"])];
  const queries = (alarm["Metrics"] ?? []) as readonly {
    readonly MetricStat?: { readonly Period: number };
    readonly Expression?: string;
  }[];
  if (queries.some(({ Expression = "" }) => /^\s*(?:SELECT|SEARCH)\b/iu.test(Expression))) {
    throw new Error("alarms with a query are not priced here");
  }
  return queries.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Period]));
}

function filterSeries(filter: Readonly<Record<string, unknown>>): string[] {
  const transformations = filter["MetricTransformations"] as readonly Record<string, unknown>[];
  return transformations.map(({ MetricNamespace, MetricName, Dimensions }) =>
    JSON.stringify([MetricNamespace, MetricName, Dimensions]),
  );
}
