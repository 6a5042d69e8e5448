import { PRICES } from "../../../lib/signals/list-prices.ts";
import { billOf, totalUsd } from "../cost/usage.ts";
import type { Outage } from "../simulate-outage.ts";

/** What an outage costs, for a terminal. */
export function tellCost({ usage, deliveries: { length: deliveries } }: Outage): string {
  const lines = billOf(usage);
  const rows = lines.map(({ service, unit, metric, amount, usd }) =>
    metric === "logBytes"
      ? `  ${service.padEnd(30)}${(amount / 1024).toFixed(1).padStart(11)} KB${"".padEnd(46)}${showUsd(usd)}`
      : `  ${service.padEnd(30)}${showAmount(amount).padStart(11)} ${unit.padEnd(48)}${showUsd(usd)}`,
  );
  const total = totalUsd(lines);
  return [
    `cost at list price (us-east-1, ${newest()}):`,
    ...rows,
    `  ${"together".padEnd(90)}${showUsd(total)}`,
    ...(deliveries > 1
      ? [`  ${"for each delivery".padEnd(90)}${showUsd(total / deliveries)}`]
      : []),
    "",
  ].join("\n");
}

/** The month of the newest price. */
function newest(): string {
  return (
    Object.values(PRICES)
      .map(({ asOf }) => asOf)
      .toSorted()
      .at(-1) ?? ""
  );
}

function showAmount(amount: number): string {
  return Number.isInteger(amount) ? String(amount) : amount.toFixed(1);
}

function showUsd(usd: number): string {
  return `$${usd.toFixed(6)}`;
}
