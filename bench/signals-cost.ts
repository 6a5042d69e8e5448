/*
 * What watching costs: `npm run cost:signals`. By the month: alarms, dashboard and custom metrics,
 * counted in the synthesized templates. By a million deliveries: what the functions log, and what
 * else first tries cost more than before there were signals, from the real functions in virtual
 * time. Exits with 1 when that is over budget.
 */
import { USD_PER_QUERIED_GB, usdOf } from "../lib/signals/list-prices.ts";
import { ownSeries } from "../lib/signals/own-metrics.ts";
import { synthesizeRingback } from "../test/support/template.ts";
import { amountOf, type Usage } from "../tools/simulate/cost/usage.ts";
import { measureFirstTry, MILLION } from "./retry-cost-scenarios.ts";
import { monthBill, moreThanBefore, signalsOf } from "./signals-bill.ts";

/** What first tries may cost more than before, in US dollars a million. */
const BUDGET_USD = 0.05;

/** What a million first tries used without signals (ef0e3fd), by this very measurement. */
const BEFORE = {
  busEvents: 1_000_000,
  queueRequests: 1_500_000,
  fairMessages: 1_000_000,
  writeUnits: 3_000_000,
  readUnits: 1_105_400,
  functionRequests: 200_000,
  functionGbSeconds: 3201.8,
  receiverGbSeconds: 5000,
  logBytes: 116_491_000,
} as const;

const FIRST_TRY_DELIVERIES = 10_000;
/** What the dashboard shows when it is opened (lib/signals/dashboard.ts), and its query reads. */
const SHOWN_SECONDS = 3 * 3600;
/** Deliveries a second. */
const RATES = [1, 100, 1000] as const;
const BYTES_PER_GB = 1e9;

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

const { usage } = await measureFirstTry(FIRST_TRY_DELIVERIES);
const more = moreThanBefore(usage, BEFORE);
const moreUsd = more.reduce((sum, { usd }) => sum + usd, 0);

print(
  "A month at the list prices of us-east-1, without free tiers",
  ...["none", "essential", "all"].flatMap((alarms) => monthLines(alarms)),
  "",
  `A million events of 1 KB to one webhook each, delivered at once (measured on ${FIRST_TRY_DELIVERIES})`,
  "  logged, in bytes",
  ...logLines(usage),
  "  more than before there were signals",
  ...more.map(
    ({ unit, before, now, usd }) =>
      `    ${unit.padEnd(44)} ${whole.format(now)} - ${whole.format(before)}: ${showUsd(usd)}`,
  ),
  `  together ${showUsd(moreUsd)}, budget ${showUsd(BUDGET_USD)}: ${verdict()}`,
  "",
  '"Who is down?" reads what deliver logged in three hours, each time the dashboard is loaded',
  ...RATES.map(
    (rate) => `  at ${whole.format(rate).padStart(5)} deliveries a second ${viewCost(rate)}`,
  ),
);
process.exitCode = moreUsd <= BUDGET_USD ? 0 : 1;

function monthLines(alarms: string): string[] {
  const { storage, pipeline, api, signals } = synthesizeRingback({ alarms });
  const templates = [storage, pipeline, api, signals].map((template) => template.toJSON());
  const made = signalsOf(templates, ownSeries().length);
  const bill = monthBill(made);
  const total = bill.reduce((sum, { usd }) => sum + usd, 0);
  return [
    `  alarms=${alarms}`,
    ...bill.map(
      ({ what, count, usdEach, usd }) =>
        `    ${what.padEnd(26)} ${String(count).padStart(3)} × $${usdEach.toFixed(2)} ${showUsd(usd).padStart(9)}`,
    ),
    `    ${"together".padEnd(38)} ${showUsd(total).padStart(9)}`,
    ...made.dashboards.map(
      (metrics) =>
        `    (a dashboard of ${metrics} metrics: up to 50, an account's first three are free)`,
    ),
  ];
}

function logLines(rows: Usage): string[] {
  return rows.flatMap(({ caller, call, amounts: { logBytes } }) => {
    if (logBytes === undefined) return [];
    const name = `${caller.padEnd(10)} ${call.replace("log: ", "").padEnd(24)}`;
    const usd = showUsd(usdOf("logBytes", logBytes));
    return [`    ${name} ${whole.format(logBytes).padStart(13)} ${usd.padStart(8)}`];
  });
}

function viewCost(rate: number): string {
  const bytesEach =
    amountOf(
      usage.filter(({ caller }) => caller === "deliver"),
      "logBytes",
    ) / MILLION;
  const bytes = bytesEach * rate * SHOWN_SECONDS;
  return `${whole.format(bytes / 1e6).padStart(6)} MB ${showUsd((bytes / BYTES_PER_GB) * USD_PER_QUERIED_GB)}`;
}

function verdict(): string {
  return moreUsd <= BUDGET_USD ? "within" : "OVER BUDGET";
}

function showUsd(usd: number): string {
  return `$${usd.toFixed(usd !== 0 && Math.abs(usd) < 0.01 ? 5 : 3)}`;
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
