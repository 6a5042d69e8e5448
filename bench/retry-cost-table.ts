import type { Metric } from "../lib/signals/list-prices.ts";
import { billOf, usdOfRow, type Usage } from "../tools/simulate/cost/usage.ts";

/** Calls that are listed by what they cost, at most. */
const MOST_CALLS = 12;

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A bill as lines of text, beside what was planned for each thing. */
export function billTable(
  usage: Usage,
  planned: Readonly<Partial<Record<Metric, number>>>,
): readonly string[] {
  return billOf(usage).map(({ service, unit, metric, amount, usd }) => {
    const plan = planned[metric];
    return [
      `  ${service.padEnd(30)}`,
      `${whole.format(amount).padStart(16)} ${unit.padEnd(44)}`,
      showUsd(usd).padStart(9),
      plan === undefined ? "" : `  planned ${showUsd(plan)}`,
    ].join("");
  });
}

/** The dearest calls, with their share of all. */
export function dearestCalls(usage: Usage): readonly string[] {
  const rows = usage
    .map((row) => ({ row, usd: usdOfRow(row) }))
    .toSorted((one, other) => other.usd - one.usd);
  const all = rows.reduce((sum, { usd }) => sum + usd, 0);
  return rows
    .slice(0, MOST_CALLS)
    .map(
      ({ row, usd }) =>
        `  ${row.caller.padEnd(11)}${row.call.padEnd(42)}${whole.format(row.count).padStart(12)} ${showUsd(usd).padStart(9)}${((usd / all) * 100).toFixed(1).padStart(6)} %`,
    );
}

/** US dollars, to a tenth of a cent. */
export function showUsd(usd: number): string {
  return `$${usd.toFixed(3)}`;
}
