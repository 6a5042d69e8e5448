import { PRICES, usdOf, type Metric } from "../../../lib/signals/list-prices.ts";

/** How much of each thing that AWS charges for; what is absent was not used. */
export type Amounts = Readonly<Partial<Record<Metric, number>>>;

/** What one kind of call used, summed up over all of them. */
export interface UsageRow {
  /** Who called: a function, or the AWS service that did it for us. */
  readonly caller: string;
  /** What was called, and on what kind of thing: `UPDATE delivery`. */
  readonly call: string;
  readonly count: number;
  readonly amounts: Amounts;
}

/** Everything that was used, by caller and call. */
export type Usage = readonly UsageRow[];

interface Sum {
  readonly caller: string;
  readonly call: string;
  count: number;
  readonly amounts: Partial<Record<Metric, number>>;
}

/** Adds up what is used. */
export class Meter {
  readonly #sums = new Map<string, Sum>();
  /** Who calls from now on. */
  caller = "";

  add(call: string, amounts: Amounts): void {
    const key = keyOf(this.caller, call);
    const sum = this.#sums.get(key) ?? { caller: this.caller, call, count: 0, amounts: {} };
    this.#sums.set(key, sum);
    sum.count += 1;
    for (const metric of metricsOf(amounts)) {
      sum.amounts[metric] = (sum.amounts[metric] ?? 0) + (amounts[metric] ?? 0);
    }
  }

  usage(): Usage {
    return structuredClone([...this.#sums.values()]);
  }
}

/** Two usages as one, each number of it combined from both (0 where one has none). */
export function combineUsage(
  one: Usage,
  other: Usage,
  combine: (a: number, b: number) => number,
): Usage {
  const rowsOf = (usage: Usage) => new Map(usage.map((row) => [keyOf(row.caller, row.call), row]));
  const [ones, others] = [rowsOf(one), rowsOf(other)];
  const combined: UsageRow[] = [];
  for (const key of new Set([...ones.keys(), ...others.keys()])) {
    const [a, b] = [ones.get(key), others.get(key)];
    const { caller = "", call = "" } = a ?? b ?? {};
    const amounts: Partial<Record<Metric, number>> = {};
    for (const metric of metricsOf({ ...a?.amounts, ...b?.amounts })) {
      amounts[metric] = combine(a?.amounts[metric] ?? 0, b?.amounts[metric] ?? 0);
    }
    combined.push({ caller, call, count: combine(a?.count ?? 0, b?.count ?? 0), amounts });
  }
  return combined;
}

/** So many times what was used. */
export function timesUsage(usage: Usage, factor: number): Usage {
  return combineUsage(usage, [], (amount) => amount * factor);
}

/** How much was used of one thing in all. */
export function amountOf(usage: Usage, metric: Metric): number {
  return usage.reduce((sum, { amounts }) => sum + (amounts[metric] ?? 0), 0);
}

/** US dollars of a row at list price. */
export function usdOfRow({ amounts }: UsageRow): number {
  return metricsOf(amounts).reduce((sum, metric) => sum + usdOf(metric, amounts[metric] ?? 0), 0);
}

/** One line of a bill. */
export interface BillLine {
  readonly service: string;
  readonly unit: string;
  readonly metric: Metric;
  readonly amount: number;
  readonly usd: number;
}

/** What a usage costs, by what is charged for, in the order of the prices. */
export function billOf(usage: Usage): readonly BillLine[] {
  const metrics = Object.keys(PRICES) as Metric[];
  return metrics.flatMap((metric) => {
    const amount = amountOf(usage, metric);
    const { service, unit } = PRICES[metric];
    return amount === 0 ? [] : [{ service, unit, metric, amount, usd: usdOf(metric, amount) }];
  });
}

/** Sum of a bill in US dollars, but for some of its lines. */
export function totalUsd(bill: readonly BillLine[], without: readonly Metric[] = []): number {
  return bill
    .filter(({ metric }) => !without.includes(metric))
    .reduce((sum, { usd }) => sum + usd, 0);
}

function keyOf(caller: string, call: string): string {
  return `${caller}\n${call}`;
}

function metricsOf(amounts: Amounts): Metric[] {
  return Object.keys(amounts) as Metric[];
}
