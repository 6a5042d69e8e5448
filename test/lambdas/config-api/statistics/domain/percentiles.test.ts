import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { percentilesOf } from "../../../../../lambdas/config-api/statistics/domain/percentiles.ts";
import { forAll } from "../../../../support/for-all.ts";

const plain = (values: readonly number[]) => values.map((element) => ({ element, weight: 1 }));

describe("percentiles", () => {
  test("are none of nothing", () => {
    expect(percentilesOf([])).toBeUndefined();
  });

  test("are the one value there is", () => {
    expect(percentilesOf(plain([7]))).toEqual({ p50: 7, p90: 7, p99: 7 });
  });

  test("of 1 … 100 are their ranks, in whatever order they come", () => {
    const values = Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + 1);
    expect(percentilesOf(plain(values))).toEqual({ p50: 50, p90: 90, p99: 99 });
  });

  test("weigh each value for what it stands for", () => {
    const values = [
      { element: 1, weight: 89.5 },
      { element: 1000, weight: 10.5 },
    ];
    expect(percentilesOf(values)).toEqual({ p50: 1, p90: 1000, p99: 1000 });
  });

  test("are the nearest ranks of the sorted values", () => {
    forAll(fc.array(fc.nat(), { minLength: 1, maxLength: 300 }), (values) => {
      const sorted = values.toSorted((one, other) => one - other);
      const rank = (percent: number) => sorted[Math.ceil((percent * values.length) / 100) - 1];
      expect(percentilesOf(plain(values))).toEqual({
        p50: rank(50),
        p90: rank(90),
        p99: rank(99),
      });
    });
  });

  test("of a value that stands for many are those of as many alike", () => {
    const weighted = fc.record({ element: fc.nat(50), weight: fc.integer({ min: 1, max: 20 }) });
    forAll(fc.array(weighted, { minLength: 1, maxLength: 30 }), (values) => {
      const alike = values.flatMap(({ element, weight }) =>
        plain(Array.from({ length: weight }, () => element)),
      );
      expect(percentilesOf(values)).toEqual(percentilesOf(alike));
    });
  });
});
