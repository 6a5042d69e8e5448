/*
 * What AWS charges at list price for (a) a million events that are delivered at once, (b) a million
 * deliveries that fail for a week and (c) the same with the breaker: `node bench/retry-cost.ts`.
 * The real functions run with their real adapters, in virtual time, against AWS services in memory
 * that count every request, write unit, read unit and state transition (tools/virtual-aws). Exits
 * with 1 when over budget.
 */
import { USD_PER_STORED_GB_MONTH, usdOf } from "../lib/signals/list-prices.ts";
import { amountOf, billOf, totalUsd, type Usage } from "../tools/simulate/cost/usage.ts";
import {
  measureDead,
  measureFirstTry,
  measureWeek,
  MILLION,
  writeUnitsEach,
  type Measurement,
} from "./retry-cost-scenarios.ts";
import { billTable, dearestCalls, showUsd } from "./retry-cost-table.ts";

/** The budgets, in US dollars for a million. */
const FIRST_TRY_BUDGET_USD = 4;
const WEEK_BUDGET_USD = 250;
const DEAD_BUDGET_USD = 10;
/** Event, record, and the record's entry in the history index. */
const FIRST_TRY_WRITE_UNITS = 3;
/** How the first budget was planned. */
const FIRST_TRY_PLAN = {
  busEvents: 1,
  queueRequests: 0.6,
  fairMessages: 0.1,
  writeUnits: 1.88,
  readUnits: 0.13,
  logBytes: 0.1,
} as const;
const LAMBDA_PLAN_USD = 0.19;

const FIRST_TRY_DELIVERIES = 10_000;
const ONE_BY_ONE_DELIVERIES = 1000;
const WEEK_DELIVERIES = 150;
const DEAD_DELIVERIES = 2000;
/** Deliveries of the runs that look at one difference only. */
const FEW = 10;
/** Receivers that the failing million are spread over. */
const RECEIVERS = 100;
/** Months that events and attempts are kept. */
const MONTHS_KEPT = 2;
/** Time for one attempt, in seconds; the receivers of the runs take a tenth of a second. */
const TIMEOUT_RATIO = 10 / 0.1;
/** One execution for each delivery would wait so many times, at two transitions each. */
const TRANSITIONS_OF_ONE_EXECUTION_EACH = 134;

const firstTry = await measureFirstTry(FIRST_TRY_DELIVERIES);
const oneByOne = await measureFirstTry(ONE_BY_ONE_DELIVERIES, { oneByOne: true });
const week = await measureWeek(WEEK_DELIVERIES, { receivers: RECEIVERS });
const few = await measureWeek(FEW, { receivers: RECEIVERS });
const longAnswers = await measureWeek(FEW, { receivers: RECEIVERS, longAnswers: true });
const alone = await measureWeek(FEW, { receivers: RECEIVERS, alone: true });
const dead = await measureDead(DEAD_DELIVERIES);

const firstTryUsd = totalUsd(billOf(firstTry.usage));
const weekUsd = withoutReceivers(week.usage);
const deadUsd = withoutReceivers(dead.usage);
const units = writeUnitsEach(firstTry.usage);
const longUsd = withoutReceivers(longAnswers.usage) - withoutReceivers(few.usage);
const touchUsd = usdOf("writeUnits", rowAmount(week.usage, "deliver", "UpdateItem lane"));

print(
  "(a) 1,000,000 events of 1 KB to one webhook each, delivered at once",
  `    measured on ${FIRST_TRY_DELIVERIES}, batches of ten, receivers answer within 0.1 s`,
  "",
  ...billTable(firstTry.usage, FIRST_TRY_PLAN),
  `  Lambda in all: ${showUsd(lambdaUsd(firstTry.usage))}, planned ${showUsd(LAMBDA_PLAN_USD)}`,
  "",
  verdict("together", firstTryUsd, FIRST_TRY_BUDGET_USD),
  `  write units of a delivery: ${units.toFixed(3)}, budget ${FIRST_TRY_WRITE_UNITS}: ${units <= FIRST_TRY_WRITE_UNITS ? "within" : "OVER BUDGET"}`,
  `  beside it: ${kept(firstTry)}`,
  "",
  "  the dearest calls",
  ...dearestCalls(firstTry.usage),
  "",
  "  the same in a trickle: a second lies between two events, so that each is a batch of its own",
  ...billTable(oneByOne.usage, {}),
  `  together: ${showUsd(totalUsd(billOf(oneByOne.usage)))}`,
  "",
  `(b) 1,000,000 deliveries that fail for a week, 55 attempts each, to ${RECEIVERS} receivers`,
  `    measured on ${week.deliveries}, batches of ten, receivers answer 503 within 0.1 s`,
  "",
  ...billTable(week.usage, {}),
  "",
  verdict("together, without the time that receivers take", weekUsd, WEEK_BUDGET_USD),
  `  of which ${showUsd(totalUsd(billOf(week.eachReceiver)) * RECEIVERS)} for the lanes of ${RECEIVERS} receivers by themselves`,
  `  of which ${showUsd(touchUsd)} for notes of parks in their lanes: the most it can be, as if each came a minute after the last`,
  `  one execution for each delivery instead: ${showUsd(usdOf("stateTransitions", TRANSITIONS_OF_ONE_EXECUTION_EACH * MILLION))} for the timers alone`,
  `  beside it: ${kept(week)}`,
  "",
  "  what makes it dearer",
  `  receivers that time out after 10 s: ${showUsd(usdOf("receiverGbSeconds", amountOf(week.usage, "receiverGbSeconds")) * TIMEOUT_RATIO)} of Lambda's time for waiting, instead of ${showUsd(usdOf("receiverGbSeconds", amountOf(week.usage, "receiverGbSeconds")))}`,
  `  receivers that answer with pages of 1 KB and more: ${showUsd(longUsd)} more`,
  `  no two deliveries due at the same moment, batches of one: ${showUsd(withoutReceivers(alone.usage))} in all`,
  "",
  "  the dearest calls",
  ...dearestCalls(week.usage),
  "",
  "(c) 1,000,000 deliveries to receivers that never answer well, where the breaker serves them",
  `    measured on ${dead.deliveries}, published over a week, ten at once, that end in the week after; receivers answer 503 within 0.1 s`,
  "",
  ...billTable(dead.usage, {}),
  "",
  verdict("together, without the time that receivers take", deadUsd, DEAD_BUDGET_USD),
  `  and each receiver by itself, its lane and the probes of three weeks: ${showUsd(withoutReceivers(dead.eachReceiver))}`,
  `  requests that one got, for ${(dead.deliveries * 2) / 3} deliveries: ${dead.requests}`,
  `  beside it: ${kept(dead)}`,
  "",
  "  the dearest calls",
  ...dearestCalls(dead.usage),
);
process.exitCode =
  firstTryUsd <= FIRST_TRY_BUDGET_USD &&
  weekUsd <= WEEK_BUDGET_USD &&
  deadUsd <= DEAD_BUDGET_USD &&
  units <= FIRST_TRY_WRITE_UNITS
    ? 0
    : 1;

function withoutReceivers(usage: Usage): number {
  return totalUsd(billOf(usage), ["receiverGbSeconds"]);
}

function lambdaUsd(usage: Usage): number {
  return billOf(usage)
    .filter(({ service }) => service.startsWith("Lambda"))
    .reduce((sum, { usd }) => sum + usd, 0);
}

function rowAmount(usage: Usage, caller: string, call: string): number {
  return usage.find((row) => row.caller === caller && row.call === call)?.amounts.writeUnits ?? 0;
}

function verdict(title: string, usd: number, budgetUsd: number): string {
  return `  ${title}: ${showUsd(usd)}, budget ${showUsd(budgetUsd)}: ${usd <= budgetUsd ? "within" : "OVER BUDGET"}`;
}

/** What keeping it costs. */
function kept({ storedBytesEach }: Measurement): string {
  const gb = (storedBytesEach * MILLION) / 1e9;
  const { storage, pointInTimeRecovery } = USD_PER_STORED_GB_MONTH;
  return `${gb.toFixed(1)} GB in the tables, ${showUsd(gb * (storage + pointInTimeRecovery) * MONTHS_KEPT)} for the ${MONTHS_KEPT} months that they are kept`;
}

function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
