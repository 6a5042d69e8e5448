import type { DeliveryKey } from "../../shared/domain/identifiers.ts";
import type { ListedDelivery } from "../deliveries/merge-newest-first.ts";
import { idWindow } from "./domain/id-window.ts";
import { sampleBySize, type Weighted } from "./domain/sample-by-size.ts";
import {
  firstProbes,
  nextProbe,
  type Probe,
  rowsStoodFor,
  type Stretch,
  type Survey,
  withPage,
} from "./domain/survey.ts";
import type { StatisticsPorts } from "./statistics-ports.ts";

/** Slices of the range that are read first, one page each, all at once. */
const SLICES = 8;
/** Pages that are read after them where most rows may be hidden, one after the other. */
const MORE_PAGES = 12;
/**
 * One row in so many of a page is given: some 1,100 keys of a slice, some 550 of the pages after
 * them.
 */
const GIVEN_OF = 8;
const GIVEN_OF_MORE = 16;

/** Rows that were given of a page, one in so many of those that it went over. */
interface Given {
  readonly rows: readonly ListedDelivery[];
  readonly of: number;
}

/**
 * Chooses deliveries of a range that holds more than can be counted. Each slice is read in one
 * shard only: which shard a delivery lies in is chance, so it stands for all of them.
 */
export async function surveyRows(
  { sampler, random }: StatisticsPorts,
  shards: readonly string[],
  range: Stretch,
  most: number,
): Promise<{ readonly keys: readonly Weighted<DeliveryKey>[]; readonly queries: number }> {
  const given = new Map<Survey["pages"][number], Given>();
  let survey: Survey = { pages: [], gaps: [] };

  async function read(probe: Probe, of: number) {
    const { shard, fromMs, toMs, newestFirst } = probe;
    const ids = idWindow(of, Math.floor(random() * of));
    const shardKey = shards[shard] as string;
    return { probe, of, page: await sampler.rows({ shardKey, fromMs, toMs, newestFirst, ids }) };
  }

  function note({ probe, page, of }: Awaited<ReturnType<typeof read>>): void {
    const sampledMs = page.given.map(({ acceptedAtMs }) => acceptedAtMs);
    survey = withPage(survey, probe, { ...page, sampledMs });
    const last = survey.pages.at(-1);
    if (last !== undefined) given.set(last, { rows: page.given, of });
  }

  const chances = Array.from({ length: SLICES }, random);
  const slices = firstProbes(range, chances, shards.length);
  for (const page of await Promise.all(slices.map((probe) => read(probe, GIVEN_OF)))) note(page);
  for (let more = 0; more < MORE_PAGES; more += 1) {
    const probe = nextProbe(survey);
    if (probe === undefined) break;
    note(await read(probe, GIVEN_OF_MORE));
  }

  const stoodFor = rowsStoodFor(survey);
  const rows = survey.pages.flatMap((page) => {
    const { rows: keys, of } = given.get(page) ?? { rows: [], of: 1 };
    const size = ((stoodFor.get(page) ?? 0) / page.rows) * of;
    return keys.map((key) => ({ key, size }));
  });
  const total = [...stoodFor.values()].reduce((sum, count) => sum + count, 0) * shards.length;
  const scale = total / rows.reduce((sum, { size }) => sum + size, 0);
  const byTime = rows.toSorted((one, other) => one.key.acceptedAtMs - other.key.acceptedAtMs);
  const sample = sampleBySize(byTime, ({ size }) => size * scale, most, random());
  return {
    keys: sample.map(({ element, weight }) => ({ element: element.key, weight })),
    queries: survey.pages.length,
  };
}
