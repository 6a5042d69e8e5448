import { describe, expect, test } from "vitest";

import type { ReadRecord } from "../../../../lambdas/config-api/statistics/statistics-ports.ts";
import {
  MOST_QUERIES,
  webhookStatistics,
} from "../../../../lambdas/config-api/statistics/webhook-statistics.ts";
import { ACME } from "../../../support/config-api-test-bed.ts";
import { makeSyntheticSampler, seededRandom } from "../../../support/synthetic-history.ts";

const HOUR = 3_600_000;
const FROM_MS = Date.parse("2026-01-30T12:00:00.000Z");
const RANGE = { fromMs: FROM_MS, toMs: FROM_MS + 24 * HOUR - 1 };

/** Times of so many deliveries, each by its number and a chance. */
function times(count: number, timeOf: (number: number, chance: number) => number): Float64Array {
  const random = seededRandom(count);
  return Float64Array.from({ length: count }, (_, number) =>
    Math.floor(FROM_MS + timeOf(number, random())),
  );
}

/** Times of a day with nine times as many at noon as at midnight. */
function dayCurve(chance: number): number {
  let at = chance;
  for (let step = 0; step < 20; step += 1) {
    at = chance + (0.8 * Math.sin(2 * Math.PI * at)) / (2 * Math.PI);
  }
  return Math.min(at, 1 - Number.EPSILON) * 24 * HOUR;
}

/** One in five is dropped. */
const fates = (number: number): Partial<ReadRecord> =>
  number % 5 === 0
    ? { status: "dropped", dropReason: "attempts_spent", lastOutcome: "503", attempts: 6 }
    : { firstAttempt: { startedAtMs: 0, durationMs: number % 100 } };

/** Each with how far an estimate of the number may be off, as docs/retries.md says. */
const DISTRIBUTIONS: readonly (readonly [string, Float64Array, number])[] = [
  ["10,001 of a steady day", times(10_001, (_, chance) => chance * 24 * HOUR), 0],
  ["30,000 of a steady day", times(30_000, (_, chance) => chance * 24 * HOUR), 0],
  ["100,000 of a steady day", times(100_000, (_, chance) => chance * 24 * HOUR), 0.05],
  ["1,000,000 of a steady day", times(1_000_000, (_, chance) => chance * 24 * HOUR), 0.05],
  [
    "400,000 of a day with its noon and its night",
    times(400_000, (_, chance) => dayCurve(chance)),
    0.05,
  ],
  ["11,000 in one second", times(11_000, (_, chance) => 7 * HOUR + chance * 1000), 0],
  ["60,000 in one second", times(60_000, (_, chance) => 7 * HOUR + chance * 1000), 0.05],
  ["1,000,000 in one second", times(1_000_000, (_, chance) => 7 * HOUR + chance * 1000), 0.05],
  [
    "200,000 in one minute of a steady day",
    times(250_000, (number, chance) =>
      number % 5 === 0 ? chance * 24 * HOUR : 13.37 * HOUR + chance * 60_000,
    ),
    0.05,
  ],
  [
    "100,000 in the first second and as many in the last",
    times(200_000, (number, chance) => (number % 2) * (24 * HOUR - 1000) + chance * 1000),
    0.05,
  ],
  [
    "5,000 at the beginning of every hour",
    times(120_000, (number, chance) => (number % 24) * HOUR + chance * 60_000),
    0.05,
  ],
  [
    "50,000 at the beginning of every hour",
    times(1_200_000, (number, chance) => (number % 24) * HOUR + chance * 60_000),
    0.5,
  ],
];

describe.each(DISTRIBUTIONS)("an estimate of %s", (_, given, mostOff) => {
  const { sampler, calls, webhookId } = makeSyntheticSampler(given, fates);

  test.each([1, 2, 3, 4])(
    "is as near as is said, of at least 1,100 records, in no more queries than it may make (seed %d)",
    async (seed) => {
      Object.assign(calls, { rows: 0, records: 0, attemptMs: 0, given: 0 });
      const ports = { sampler, random: seededRandom(seed) };
      const found = await webhookStatistics(ports, ACME, webhookId, RANGE);
      const dropped = found.dropped.get("attempts_spent") ?? 0;
      const count = found.delivered + dropped;
      expect(Math.abs(count / given.length - 1)).toBeLessThanOrEqual(mostOff + 1e-9);
      expect(found.isApproximate).toBe(true);
      expect(found.recordsRead).toBeGreaterThanOrEqual(1100);
      // Four standard deviations of 1,100 records.
      expect(Math.abs(dropped / count - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / 1100));
      expect(calls.rows + calls.attemptMs).toBeLessThanOrEqual(MOST_QUERIES);
      expect(calls.records).toBeLessThanOrEqual(24);
      // Keys that come over the wire: 8 µs of CPU time each.
      expect(calls.given).toBeLessThan(37_000);
    },
  );
});

test("estimates are right on the whole: none of their errors is one of the method", async () => {
  const steady = times(200_000, (_, chance) => chance * 24 * HOUR);
  const burst = times(200_000, (number, chance) =>
    number % 2 === 0 ? chance * 24 * HOUR : 5 * HOUR + chance * 1000,
  );
  for (const given of [steady, burst]) {
    const ratios: number[] = [];
    for (let seed = 1; seed <= 20; seed += 1) {
      const { sampler, webhookId } = makeSyntheticSampler(given, fates, { seed });
      const ports = { sampler, random: seededRandom(seed) };
      const { delivered, dropped } = await webhookStatistics(ports, ACME, webhookId, RANGE);
      ratios.push((delivered + (dropped.get("attempts_spent") ?? 0)) / given.length);
    }
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    expect(Math.abs(mean - 1)).toBeLessThan(0.01);
  }
});

describe("an estimate of an outage in the midst of a day", () => {
  // A tenth of the day's deliveries come within a minute, and fail.
  const given = times(500_000, (number, chance) =>
    number % 10 === 0 ? 9 * HOUR + chance * 60_000 : chance * 24 * HOUR,
  );
  const failsAt = (acceptedAtMs: number) =>
    acceptedAtMs >= FROM_MS + 9 * HOUR && acceptedAtMs < FROM_MS + 9 * HOUR + 60_000;

  test("neither misses the burst nor takes it for the day", async () => {
    const { sampler, webhookId } = makeSyntheticSampler(given, (_, acceptedAtMs) =>
      failsAt(acceptedAtMs)
        ? { status: "dropped", dropReason: "attempts_spent", lastOutcome: "timeout" }
        : {},
    );
    for (const seed of [1, 2, 3, 4, 5]) {
      const ports = { sampler, random: seededRandom(seed) };
      const found = await webhookStatistics(ports, ACME, webhookId, RANGE);
      const dropped = found.dropped.get("attempts_spent") ?? 0;
      // Four standard deviations of 1,500 records about a tenth.
      expect(Math.abs(dropped / (dropped + found.delivered) - 0.1)).toBeLessThan(0.031);
    }
  });
});
