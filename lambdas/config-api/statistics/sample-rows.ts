import type { DeliveryKey } from "../../shared/domain/identifiers.ts";
import { SHARD_COUNT, shardKeys } from "../../shared/domain/shard.ts";
import type { ListedDelivery } from "../deliveries/merge-newest-first.ts";
import { idWindow } from "./domain/id-window.ts";
import { sampleBySize, type Weighted } from "./domain/sample-by-size.ts";
import type { Stretch } from "./domain/survey.ts";
import type { RowsPage, StatisticsPorts } from "./statistics-ports.ts";
import { surveyRows } from "./survey-rows.ts";

/** Deliveries of a webhook that are counted one by one. */
export const MOST_COUNTED = 10_000;
/**
 * Rows of one shard that are listed at first: of 10,000 no shard has as many, but by a chance of
 * 10^-18.
 */
const ROWS_OF_A_SHARD = 2900;
/** Records read of more deliveries than are counted one by one. */
const SAMPLE_SIZE = 2400;
/**
 * One row in so many of a whole page is given, some 2,200 keys: to read a key takes 8 µs of CPU
 * time.
 */
const GIVEN_OF = 4;

/** Deliveries of a range to look at, and how many each stands for. */
export interface RowSample {
  readonly keys: readonly Weighted<DeliveryKey>[];
  /** Whether these are all. */
  readonly isWhole: boolean;
  /** Queries that it took. */
  readonly queries: number;
}

/**
 * Chooses which deliveries of a webhook are looked at. All of up to 10,000; of more, some by
 * chance, as long as one page of each shard counts them (about 36,000 in all); beyond, those of
 * pages spread over the range.
 */
export async function sampleRows(
  ports: StatisticsPorts,
  webhookId: string,
  range: Stretch,
): Promise<RowSample> {
  const shards = shardKeys(webhookId);
  const listed = await pages(ports, shards, range, { most: ROWS_OF_A_SHARD });
  if (isComplete(listed)) {
    const rows = listed.flatMap(({ given }) => given);
    if (rows.length <= MOST_COUNTED) {
      return { keys: evenly(rows, rows.length), isWhole: true, queries: SHARD_COUNT };
    }
    return { ...chosen(ports, rows, rows.length), queries: SHARD_COUNT };
  }
  const part = Math.floor(ports.random() * GIVEN_OF);
  const whole = await pages(ports, shards, range, { ids: idWindow(GIVEN_OF, part) });
  if (isComplete(whole)) {
    const given = whole.flatMap((page) => page.given);
    const total = whole.reduce((sum, { rows }) => sum + rows, 0);
    return { ...chosen(ports, given, total), queries: 2 * SHARD_COUNT };
  }
  const { keys, queries } = await surveyRows(ports, shards, range, SAMPLE_SIZE);
  return { keys, isWhole: false, queries: 2 * SHARD_COUNT + queries };
}

function pages(
  { sampler }: StatisticsPorts,
  shards: readonly string[],
  range: Stretch,
  how: Omit<Parameters<typeof sampler.rows>[0], "shardKey" | keyof Stretch>,
): Promise<RowsPage[]> {
  return Promise.all(shards.map((shardKey) => sampler.rows({ shardKey, ...range, ...how })));
}

function isComplete(read: readonly RowsPage[]): boolean {
  return read.every(({ reachedMs }) => reachedMs === undefined);
}

/** Some of the rows that stand for `total`, spread over the time. */
function chosen(
  { random }: StatisticsPorts,
  rows: readonly ListedDelivery[],
  total: number,
): Pick<RowSample, "keys" | "isWhole"> {
  const byTime = rows.toSorted((one, other) => one.acceptedAtMs - other.acceptedAtMs);
  const keys = sampleBySize(byTime, () => total / rows.length, SAMPLE_SIZE, random());
  return { keys, isWhole: false };
}

function evenly(rows: readonly ListedDelivery[], total: number): Weighted<ListedDelivery>[] {
  return rows.map((element) => ({ element, weight: total / rows.length }));
}
