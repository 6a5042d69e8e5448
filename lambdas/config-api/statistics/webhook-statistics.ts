import { isSameTenant, type Tenant } from "../../shared/domain/tenant.ts";
import { inGroups } from "../../shared/runtime/in-groups.ts";
import { type Percentiles, percentilesOf } from "./domain/percentiles.ts";
import { sampleBySize, type Weighted } from "./domain/sample-by-size.ts";
import type { Stretch } from "./domain/survey.ts";
import { attemptsApart, deliveredAfterMs, type Tally, tallyOf } from "./domain/tally.ts";
import { type RowSample, sampleRows } from "./sample-rows.ts";
import type { ReadRecord, StatisticsPorts } from "./statistics-ports.ts";

/**
 * Queries for one answer; with the key, the note of its use and the webhook, which come before, it
 * is 50 requests. The records come on top by their keys, in at most 100 batches.
 */
export const MOST_QUERIES = 47;
/**
 * Records of one BatchGetItem, the most it takes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
const RECORDS_AT_ONCE = 100;
/** Requests that run at the same time. */
const REQUESTS_AT_ONCE = 8;

/** What became of a webhook's deliveries. */
export interface WebhookStatistics extends Tally {
  /** Whether the counts are estimates: not every delivery of the range was looked at. */
  readonly isApproximate: boolean;
  /** Records that were read, and not past their time. */
  readonly recordsRead: number;
  readonly deliveredAfterMs: Percentiles | undefined;
  readonly attemptMs: Percentiles | undefined;
  /** Attempts that `attemptMs` was measured at. */
  readonly attemptsRead: number;
}

/**
 * Counts what became of a webhook's deliveries that were accepted in a range, in at most 47 queries
 * and 100 batches of records.
 */
export async function webhookStatistics(
  ports: StatisticsPorts,
  tenant: Tenant,
  webhookId: string,
  range: Stretch,
): Promise<WebhookStatistics> {
  const rows = await sampleRows(ports, webhookId, range);
  const { records, isComplete } = await readRecords(ports, rows);
  const own = records.filter(({ element }) => isSameTenant(element, tenant));
  const attempts = await readAttempts(ports, own, MOST_QUERIES - rows.queries);
  const delivered = own.flatMap(({ element, weight }) => {
    const afterMs = deliveredAfterMs(element);
    return afterMs === undefined ? [] : [{ element: afterMs, weight }];
  });
  return {
    ...tallyOf(own),
    isApproximate: !rows.isWhole || !isComplete,
    recordsRead: own.length,
    deliveredAfterMs: percentilesOf(delivered),
    attemptMs: percentilesOf(attempts),
    attemptsRead: attempts.length,
  };
}

/** The records of the chosen deliveries. Where some were not read, the others stand for them. */
async function readRecords(
  { sampler }: StatisticsPorts,
  { keys }: RowSample,
): Promise<{ readonly records: readonly Weighted<ReadRecord>[]; readonly isComplete: boolean }> {
  const weights = new Map(keys.map(({ element, weight }) => [element.eventId, weight]));
  const batches: (typeof keys)[] = [];
  for (let start = 0; start < keys.length; start += RECORDS_AT_ONCE) {
    batches.push(keys.slice(start, start + RECORDS_AT_ONCE));
  }
  const found = await inGroups(batches, REQUESTS_AT_ONCE, (batch) =>
    sampler.records(batch.map(({ element }) => element)),
  );
  const unread = found.reduce((sum, batch) => sum + batch.unread, 0);
  const scale = unread === 0 ? 1 : keys.length / (keys.length - unread);
  const records = found
    .flatMap((batch) => batch.records)
    .map((element) => ({ element, weight: (weights.get(element.eventId) ?? 0) * scale }));
  return { records, isComplete: unread === 0 };
}

/**
 * How long attempts took. That of a delivery that succeeded at once stands in its record; of the
 * others, as many deliveries are asked for theirs as there are queries left, each with a chance in
 * proportion to its attempts.
 */
async function readAttempts(
  { sampler, random }: StatisticsPorts,
  records: readonly Weighted<ReadRecord>[],
  queries: number,
): Promise<Weighted<number>[]> {
  const inRecords = records.flatMap(({ element: { firstAttempt }, weight }) =>
    firstAttempt === undefined ? [] : [{ element: firstAttempt.durationMs, weight }],
  );
  const others = records.filter(({ element }) => attemptsApart(element) > 0);
  const asked = sampleBySize(others, weightApart, queries, random());
  const apart = await inGroups(asked, REQUESTS_AT_ONCE, async ({ element, weight }) => {
    const durations = await sampler.attemptMs(element.element);
    return durations.map((durationMs) => ({
      element: durationMs,
      weight: weight / durations.length,
    }));
  });
  return [...inRecords, ...apart.flat()];
}

/** How many attempts a delivery stands for, of those that are kept apart. */
function weightApart({ element, weight }: Weighted<ReadRecord>): number {
  return attemptsApart(element) * weight;
}
