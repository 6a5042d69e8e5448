import { PRICES, usdOf, type Metric } from "./prices.ts";

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

/** Adds up what is used. */
export class Meter {
  readonly #rows = new Map<string, { caller: string; call: string; count: number; amounts: Record<string, number> }>();
  /** Who calls from now on. */
  caller = "";

  /** @param count how many calls it were; 0 adds amounts to calls that were counted before */
  add(call: string, amounts: Amounts, count = 1): void {
    const key = `${this.caller}\n${call}`;
    const row = this.#rows.get(key) ?? { caller: this.caller, call, count: 0, amounts: {} };
    this.#rows.set(key, row);
    row.count += count;
    for (const [metric, amount] of Object.entries(amounts)) {
      row.amounts[metric] = (row.amounts[metric] ?? 0) + amount;
    }
  }

  usage(): Usage {
    return [...this.#rows.values()].map((row) => ({ ...row, amounts: { ...row.amounts } }));
  }
}

/** Usage with every count and amount changed. */
export function mapUsage(usage: Usage, change: (amount: number) => number): Usage {
  return usage.map((row) => ({
    ...row,
    count: change(row.count),
    amounts: Object.fromEntries(
      Object.entries(row.amounts).map(([metric, amount]) => [metric, change(amount)]),
    ),
  }));
}

/** Two usages together, row by row, each amount combined from both (0 where one has none). */
export function combineUsage(
  one: Usage,
  other: Usage,
  combine: (a: number, b: number) => number,
): Usage {
  const keyOf = ({ caller, call }: UsageRow): string => `${caller}\n${call}`;
  const [ones, others] = [one, other].map((rows) => new Map(rows.map((row) => [keyOf(row), row])));
  return [...new Map([...(ones ?? []), ...(others ?? [])]).entries()].map(([key, row]) => {
    const [a, b] = [ones?.get(key), others?.get(key)];
    const metrics = Object.keys({ ...a?.amounts, ...b?.amounts }) as Metric[];
    return {
      ...row,
      count: combine(a?.count ?? 0, b?.count ?? 0),
      amounts: Object.fromEntries(
        metrics.map((metric) => [metric, combine(a?.amounts[metric] ?? 0, b?.amounts[metric] ?? 0)]),
      ),
    };
  });
}

/** How much was used of one thing in all. */
export function amountOf(usage: Usage, metric: Metric): number {
  return usage.reduce((sum, { amounts }) => sum + (amounts[metric] ?? 0), 0);
}

/** US dollars of a row at list price. */
export function usdOfRow({ amounts }: UsageRow): number {
  return Object.entries(amounts).reduce((sum, [metric, amount]) => sum + usdOf(metric as Metric, amount), 0);
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
