import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { tallyOf } from "../../../../lambdas/config-api/statistics/domain/tally.ts";
import type { ReadRecord } from "../../../../lambdas/config-api/statistics/statistics-ports.ts";
import {
  MOST_QUERIES,
  webhookStatistics,
} from "../../../../lambdas/config-api/statistics/webhook-statistics.ts";
import { ACME, GLOBEX } from "../../../support/config-api-test-bed.ts";
import { makeSyntheticSampler, seededRandom } from "../../../support/synthetic-history.ts";

const RANGE = { fromMs: 0, toMs: 9999 };
const failed = { status: "parked", lastOutcome: "503", attempts: 2 } as const;

/** Deliveries of ten seconds. */
function makeHistory(count: number, recordOf: (number: number) => Partial<ReadRecord>) {
  const times = Float64Array.from({ length: count }, (_, number) => (number * 7919) % 10_000);
  return makeSyntheticSampler(times, recordOf);
}

function statisticsOf({ sampler, webhookId }: ReturnType<typeof makeHistory>, tenant = ACME) {
  const ports = { sampler, random: seededRandom(1) };
  return webhookStatistics(ports, tenant, webhookId, RANGE);
}

const fate = fc.constantFrom<Partial<ReadRecord>>(
  { firstAttempt: { startedAtMs: 10_000, durationMs: 30 } },
  { attempts: 3, settledAtMs: 20_000 },
  { status: "queued", lastOutcome: "500" },
  failed,
  { status: "dropped", dropReason: "gone", lastOutcome: "410" },
  { status: "dropped", dropReason: "cancelled", attempts: 0 },
);

describe("the statistics of a webhook", () => {
  test("are exact up to 10,000 deliveries, whatever became of them and when", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fate, { minLength: 1, maxLength: 50 }),
        fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.constant(10_000)),
        async (fates, count) => {
          const recordOf = (number: number) => fates[number % fates.length] ?? {};
          const history = makeHistory(count, recordOf);
          const found = await statisticsOf(history);
          const all = await history.sampler.records(
            Array.from({ length: count }, (_, number) => ({
              eventId: `evt_${String(number).padStart(22, "0")}`,
              webhookId: history.webhookId,
            })),
          );
          const tally = tallyOf(all.records.map((element) => ({ element, weight: 1 })));
          expect(found).toMatchObject({ ...tally, isApproximate: false, recordsRead: count });
          const { rows, records, attemptMs } = history.calls;
          expect(rows + attemptMs).toBeLessThanOrEqual(MOST_QUERIES);
          // One of `records` was the test's own.
          expect(records - 1).toBe(Math.ceil(count / 100));
        },
      ),
      { numRuns: 10 },
    );
  });

  test.each([10_001, 11_500, 36_000, 300_000])(
    "of %d deliveries are an estimate, which takes no more queries, and fewer records",
    async (count) => {
      const history = makeHistory(count, (number) => (number % 3 === 0 ? failed : {}));
      const { isApproximate, recordsRead, delivered, parked } = await statisticsOf(history);
      expect(isApproximate).toBe(true);
      expect(recordsRead).toBeLessThanOrEqual(2400);
      expect((delivered + parked) / count).toBeCloseTo(1, 1);
      expect(parked / count).toBeCloseTo(1 / 3, 1);
      const { rows, records, attemptMs } = history.calls;
      expect(rows + attemptMs).toBeLessThanOrEqual(MOST_QUERIES);
      expect(records).toBeLessThanOrEqual(24);
    },
  );

  test("know the number itself as long as one page of each shard holds the rows", async () => {
    for (const count of [10_001, 12_000, 30_000]) {
      const { delivered } = await statisticsOf(makeHistory(count, () => ({})));
      expect(delivered).toBeCloseTo(count, 6);
    }
  });

  test("read eight batches of records at once", async () => {
    const history = makeHistory(2000, () => ({}));
    let running = 0;
    let most = 0;
    const sampler = {
      ...history.sampler,
      async records(keys: Parameters<typeof history.sampler.records>[0]) {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        return history.sampler.records(keys);
      },
    };
    await statisticsOf({ ...history, sampler });
    expect(most).toBe(8);
  });

  test("ask as many retried deliveries for their attempts as there are queries left", async () => {
    const few = makeHistory(40, () => failed);
    expect(await statisticsOf(few)).toMatchObject({ attempts: 80, attemptsRead: 40 });
    expect(few.calls.attemptMs).toBe(40);
    const many = makeHistory(9950, () => failed);
    expect(await statisticsOf(many)).toMatchObject({ attempts: 19_900, attemptsRead: 43 });
    expect(many.calls.attemptMs).toBe(43);
  });

  test("weigh the attempts that are kept apart for all that they stand for", async () => {
    // 200 at once in 5 ms, and 800 deliveries of 6 attempts each, which take 100 ms.
    const quick = { firstAttempt: { startedAtMs: 0, durationMs: 5 } };
    const history = makeHistory(1000, (number) =>
      number % 5 === 0 ? quick : { ...failed, attempts: 6 },
    );
    expect((await statisticsOf(history)).attemptMs).toEqual({ p50: 100, p90: 100, p99: 100 });
    const mostlyQuick = makeHistory(1000, (number) => (number % 5 === 0 ? failed : quick));
    expect((await statisticsOf(mostlyQuick)).attemptMs).toEqual({ p50: 5, p90: 100, p99: 100 });
  });

  test("hide what is past its time", async () => {
    const history = makeHistory(300, () => ({}));
    const sampler = {
      ...history.sampler,
      async records(keys: Parameters<typeof history.sampler.records>[0]) {
        const { records } = await history.sampler.records(keys);
        return { records: records.filter((_, index) => index % 2 === 0), unread: 0 };
      },
    };
    const found = await statisticsOf({ ...history, sampler });
    expect(found).toMatchObject({ delivered: 150, recordsRead: 150, isApproximate: false });
  });

  test("are an estimate where the table was too busy to give every record", async () => {
    const history = makeHistory(1000, () => ({}));
    const sampler = {
      ...history.sampler,
      async records(keys: Parameters<typeof history.sampler.records>[0]) {
        const { records } = await history.sampler.records(keys.slice(20));
        return { records, unread: 20 };
      },
    };
    const found = await statisticsOf({ ...history, sampler });
    expect(found).toMatchObject({ recordsRead: 800, isApproximate: true });
    expect(found.delivered).toBeCloseTo(1000, 6);
  });

  test("never count what is another tenant's", async () => {
    const found = await statisticsOf(
      makeHistory(10, () => ({})),
      GLOBEX,
    );
    expect(found).toMatchObject({ delivered: 0, recordsRead: 0 });
  });
});
