import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  firstProbes,
  nextProbe,
  type Page,
  type Probe,
  rowsStoodFor,
  type Survey,
  withPage,
} from "../../../../../lambdas/config-api/statistics/domain/survey.ts";
import { forAll } from "../../../../support/for-all.ts";

/** Answers a probe from the times of one shard, oldest first. */
function pageOf(times: readonly number[], probe: Probe, pageRows: number): Page {
  const { fromMs, toMs, newestFirst } = probe;
  const all = times.filter((timeMs) => timeMs >= fromMs && timeMs <= toMs);
  const page = (newestFirst ? all.toReversed() : all).slice(0, pageRows);
  return {
    rows: page.length,
    ...(page.length < all.length && { reachedMs: page.at(-1) ?? fromMs }),
    sampledMs: page.filter((_, index) => index % 2 === 0),
  };
}

/** Reads the slices, and then as many pages more. */
function surveyed(
  times: readonly number[],
  { fromMs = 0, toMs = 99_999, slices = 4, more = 0, pageRows = 50 },
): Survey {
  let survey: Survey = { pages: [], gaps: [] };
  const read = (probe: Probe) => {
    survey = withPage(survey, probe, pageOf(times, probe, pageRows));
  };
  const chances = Array.from({ length: slices }, () => 0.5);
  for (const probe of firstProbes({ fromMs, toMs }, chances, 1)) read(probe);
  for (let left = more; left > 0; left -= 1) {
    const probe = nextProbe(survey);
    if (probe === undefined) break;
    read(probe);
  }
  return survey;
}

function totalOf(survey: Survey): number {
  return [...rowsStoodFor(survey).values()].reduce((sum, rows) => sum + rows, 0);
}

const times = (count: number, timeOf: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => Math.floor(timeOf(index)));
const stretches = ({ pages, gaps }: Survey) =>
  [...pages, ...gaps].toSorted((one, other) => one.fromMs - other.fromMs);

describe("the first probes", () => {
  test("cut the range into slices, each in the shard whose turn it is", () => {
    const probes = firstProbes({ fromMs: 1000, toMs: 1799 }, Array(8).fill(0.5), 4);
    expect(probes.map(({ fromMs, toMs, shard }) => [fromMs, toMs, shard])).toEqual(
      times(8, (index) => index).map((index) => [
        1000 + index * 100,
        1099 + index * 100,
        index % 4,
      ]),
    );
    expect(probes.every(({ newestFirst }) => !newestFirst)).toBe(true);
  });

  test("cover a range of any length, each millisecond once, whatever the chances", () => {
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const chances = fc.array(chance, { minLength: 8, maxLength: 8 });
    forAll(fc.nat(1000), fc.nat(100), chances, (fromMs, length, given) => {
      const probes = firstProbes({ fromMs, toMs: fromMs + length }, given, 4);
      let nextMs = fromMs;
      for (const probe of probes) {
        expect(probe.fromMs).toBe(nextMs);
        expect(probe.toMs).toBeGreaterThanOrEqual(probe.fromMs);
        nextMs = probe.toMs + 1;
      }
      expect(nextMs).toBe(fromMs + length + 1);
    });
  });

  test("end where chance says, so that none of them begins at a full hour for long", () => {
    const ends = (chance: number) =>
      firstProbes({ fromMs: 0, toMs: 399 }, Array(4).fill(chance), 1).map(({ toMs }) => toMs);
    expect(ends(0)).toEqual([49, 149, 249, 399]);
    expect(ends(0.99)).toEqual([148, 248, 348, 399]);
  });
});

describe("a survey", () => {
  test("is exact, and asks for no more, where every slice fits on a page", () => {
    const survey = surveyed(
      times(190, (index) => index * 500),
      {},
    );
    expect(survey.gaps).toEqual([]);
    expect(nextProbe(survey)).toBeUndefined();
    expect(totalOf(survey)).toBe(190);
  });

  test("is exact of nothing", () => {
    expect(totalOf(surveyed([], {}))).toBe(0);
  });

  test("covers the whole range with pages and gaps, each millisecond once, whatever lies in it", () => {
    forAll(
      fc.array(fc.nat(9999), { maxLength: 400 }),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(12),
      (given, pageRows, more) => {
        const sorted = given.toSorted((one, other) => one - other);
        const survey = surveyed(sorted, { toMs: 9999, pageRows, more });
        let nextMs = 0;
        for (const { fromMs, toMs } of stretches(survey)) {
          expect(fromMs).toBe(nextMs);
          expect(toMs).toBeGreaterThanOrEqual(fromMs);
          nextMs = toMs + 1;
        }
        expect(nextMs).toBe(10_000);
        expect(survey.pages.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThanOrEqual(
          given.length,
        );
      },
    );
  });

  test("takes what it has not read to be as dense as what it has read", () => {
    const steady = times(10_000, (index) => index * 10);
    expect(totalOf(surveyed(steady, {}))).toBeCloseTo(10_000, -3);
  });

  test("finds both ends of a burst, then looks into its middle", () => {
    // 10,000 in one second in the midst of nothing: 5 a millisecond, seven pages of 50 of them are
    // read.
    const burst = times(10_000, (index) => 60_000 + index / 5);
    const [, , , , first, second, third] = surveyed(burst, { more: 3 }).pages;
    expect(first).toMatchObject({ toMs: 74_999 });
    expect(first?.fromMs).toBeGreaterThan(61_980);
    expect(second?.fromMs).toBeGreaterThan(60_900);
    expect(second?.fromMs).toBeLessThan(61_100);
    expect(third?.toMs).toBe((second?.fromMs ?? 0) - 1);
  });

  test("does not stretch a burst over the silence beside it", () => {
    const burst = times(1000, (index) => 60_000 + index / 5);
    const total = totalOf(surveyed(burst, { more: 8 }));
    expect(total).toBeGreaterThan(800);
    expect(total).toBeLessThan(1100);
  });

  test("counts only what it sees where all rows are of one millisecond", () => {
    const survey = surveyed(
      times(500, () => 60_000),
      { more: 8 },
    );
    expect(totalOf(survey)).toBeGreaterThanOrEqual(50);
    expect(totalOf(survey)).toBeLessThanOrEqual(500);
  });

  test("goes by a page's mean where none of its rows was sampled", () => {
    let survey: Survey = { pages: [], gaps: [] };
    const [probe] = firstProbes({ fromMs: 0, toMs: 99 }, [0.5], 1);
    if (probe !== undefined) {
      survey = withPage(survey, probe, { rows: 10, reachedMs: 49, sampledMs: [] });
    }
    expect(nextProbe(survey)).toMatchObject({ fromMs: 50, toMs: 99, newestFirst: true });
    expect(totalOf(survey)).toBe(20);
  });
});
