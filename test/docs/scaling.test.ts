import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { monthBill, signalsOf } from "../../bench/signals-bill.ts";
import { WIDE_FACTOR } from "../../lambdas/config-api/http/declared-routes.ts";
import { MOST_WAKES } from "../../lambdas/retry-lane/history.ts";
import { SHARD_COUNT } from "../../lambdas/shared/domain/shard.ts";
import { WEEK_OF_RETRIES } from "../../lambdas/shared/profiles/profile.ts";
import { BURY_CONCURRENCY } from "../../lib/bury/bury-concurrency.ts";
import { SETTINGS } from "../../lib/settings.ts";
import { ownSeries } from "../../lib/signals/own-metrics.ts";
import { synthesizeRingback } from "../support/template.ts";

/**
 * The page with single spaces, so that neither the width of a column nor the end of a line counts.
 */
function pageText(name: string): string {
  const text = readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");
  return text.replaceAll(/\s+/gu, " ");
}

const scaling = pageText("scaling.md");
const defaultOf = (name: keyof typeof SETTINGS) => Number(SETTINGS[name].default);

/** A partition of DynamoDB. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const PARTITION_WRITES = 1000;
const EVENTS_A_BATCH = 10;
/** What a lane releases a second at least: bench/release.ts. */
const RELEASES = 2000;
const SECONDS_A_MONTH = 30 * 86_400;
const RATES = [100, 1000, 10_000];

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** A row of a table in the page: its first cell, and a number for each rate. */
function row(name: string, numberAt: (rate: number) => number): string {
  return `| ${name} | ${RATES.map((rate) => whole.format(numberAt(rate))).join(" | ")} |`;
}

/** Functions that work on so many messages a second, each batch for so many seconds. */
function functions(perSecond: number, batchSeconds: number): number {
  return Math.ceil((perSecond / EVENTS_A_BATCH) * batchSeconds - 1e-9);
}

test.each([
  [1, 0.05],
  [10, 0.13],
])("with %i webhooks an event the table has what the formulas give", (webhooks, fanOutSeconds) => {
  for (const expected of [
    row("fan-out functions", (rate) => functions(rate, fanOutSeconds)),
    row("deliver functions, receivers 0.2 s", (rate) => functions(webhooks * rate, 0.3)),
    row("deliver functions, receivers 1 s", (rate) => functions(webhooks * rate, 1.1)),
    row("write units/s, deliveries table", (rate) => (1 + webhooks) * rate),
    row("write units/s, index `history`", (rate) => webhooks * rate),
  ]) {
    expect(scaling).toContain(expected);
  }
});

test("the cost of a month is that of a million, times the millions of a month", () => {
  const usdPerMillion = Number(/at \$(?<usd>[\d.]+)\/million/u.exec(scaling)?.groups?.["usd"]);
  expect(pageText("retries.md")).toContain(`| $${usdPerMillion} | $4.00 |`);
  expect(scaling).toContain(
    row(
      `US dollars a month, at $${usdPerMillion}/million`,
      (rate) => (rate * SECONDS_A_MONTH * usdPerMillion) / 1e6,
    ),
  );
});

test("the settings that it names have the defaults that it counts with", () => {
  const deliver = defaultOf("deliverConcurrency");
  const fanOut = defaultOf("fanOutConcurrency");
  const slices = defaultOf("fanOutSliceConcurrency");
  expect(scaling).toContain(`| ${fanOut} \`fanOutConcurrency\` |`);
  expect(scaling).toContain(`| ${deliver} \`deliverConcurrency\` |`);
  expect(scaling).toContain(
    `which is ${deliver + defaultOf("deliverSlowConcurrency") + fanOut + slices + defaultOf("notificationConcurrency") + BURY_CONCURRENCY} by default`,
  );
  expect(SETTINGS.deliverConcurrency.schema.safeParse(1000).success).toBe(true);
  expect(SETTINGS.deliverConcurrency.schema.safeParse(1001).success).toBe(false);
  const requests = whole.format(WIDE_FACTOR * defaultOf("apiRequestsPerSecond"));
  expect(scaling).toContain(`${requests} requests a second of up to ten events each`);
  expect(scaling).toContain(`one API key ${defaultOf("apiRequestsPerSecondPerKey")} a second`);
});

test("one webhook is limited by the shards of its history", () => {
  expect(scaling).toContain(
    `**One webhook**: ${whole.format(SHARD_COUNT * PARTITION_WRITES)} deliveries a second`,
  );
});

test("the time that failures are held is the sum of the delays up to the longest hold", () => {
  const held = (mostSeconds: number): number => {
    const { attempts, initialSeconds, factor } = WEEK_OF_RETRIES as {
      attempts: number;
      initialSeconds: number;
      factor: number;
    };
    return Array.from({ length: attempts }, (_, index) => initialSeconds * factor ** index)
      .filter((seconds) => seconds <= mostSeconds)
      .reduce((sum, seconds) => sum + seconds, 0);
  };
  const fillingPerSecond = (seconds: number) =>
    whole.format(Math.round(120_000 / seconds / 100) * 100);
  const heldSeconds = held(defaultOf("holdMaxSeconds"));
  expect(scaling).toContain(
    `held for ${heldSeconds} s in all before it is delayed, so ${fillingPerSecond(heldSeconds)} failures`,
  );
  expect(scaling).toContain(
    `\`holdMaxSeconds=60\` makes it ${held(60)} s, and ${fillingPerSecond(held(60))} failures`,
  );
});

test("what a receiver that is down can do follows from its attempts and parks", () => {
  const times = [...scaling.matchAll(/(?<attempts>\d+), (?<parks>\d+)(?= ·|\):)/gu)].map(
    ({ groups }) => ({ attempts: Number(groups!["attempts"]), parks: Number(groups!["parks"]) }),
  );
  expect(times).toHaveLength(5);
  const slots = defaultOf("deliverConcurrency") * EVENTS_A_BATCH;
  const cells = (name: string) =>
    scaling
      .split(`| ${name} |`)[1]
      ?.split("|")
      .slice(0, 5)
      .map((cell) => Number(cell.replace(",", "")));
  const about = (name: string, exact: (time: (typeof times)[number]) => number) => {
    for (const [index, cell] of cells(name)!.entries()) {
      const value = exact(times[index]!);
      expect(Math.abs(cell - value) / value, `${name}, ${index}`).toBeLessThan(0.13);
    }
  };
  about("its partition of the index `lane`", ({ parks }) => PARTITION_WRITES / (2 * (7 + parks)));
  about("its lane's function, 2,000 releases/s", ({ parks }) => RELEASES / parks);
  about("deliver, all of it, when it times out, 10 s", ({ attempts }) => slots / (attempts * 10));
  about("deliver, all of it, when it fails in 0.1 s", ({ attempts }) => slots / (attempts * 0.15));
});

test("what watching costs a month is what the templates make, here and in the README", () => {
  const usdWith = (settings: Readonly<Record<string, string>>): string => {
    const { storage, pipeline, api, signals } = synthesizeRingback(settings);
    const templates = [storage, pipeline, api, signals].map((template) => template.toJSON());
    const bill = monthBill(signalsOf(templates, ownSeries().length));
    return bill.reduce((sum, { usd }) => sum + usd, 0).toFixed(2);
  };
  expect(scaling).toContain(
    `in all $${usdWith({})} with the alarms by default and $${usdWith({ alarms: "none" })} with none`,
  );
  const least = usdWith({ alarms: "none", dashboard: "false" });
  const readme = pageText("../README.md");
  expect(readme).toContain(`at most $${usdWith({})}; with \`alarms=none\` and \`dashboard=false\``);
  expect(readme).toContain(`and at most $${least}.`);
});

test("an execution of a lane lives as long as the page on upgrades says", () => {
  const upgrades = pageText("upgrades-and-recovery.md");
  expect(upgrades).toContain(`after ${whole.format(MOST_WAKES)} wakes: three weeks at 900 s`);
  expect(Math.round((MOST_WAKES * defaultOf("laneSleepSeconds")) / (7 * 86_400))).toBe(3);
});
