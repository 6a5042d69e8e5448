import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { sampleBySize } from "../../../../../lambdas/config-api/statistics/domain/sample-by-size.ts";
import { forAll, forAllIn } from "../../../../support/for-all.ts";

const sizes = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 200 });
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const size = (element: { readonly size: number }) => element.size;
const listed = (given: readonly number[]) => given.map((one, place) => ({ size: one, place }));

describe("a sample by size", () => {
  test("takes all of few, each for its own size", () => {
    const elements = listed([3, 1, 2]);
    expect(sampleBySize(elements, size, 3, 0.5)).toEqual(
      elements.map((element) => ({ element, weight: element.size })),
    );
  });

  test("is no larger than asked for, in order, each element once, and stands for the whole", () => {
    forAll(sizes, fc.integer({ min: 1, max: 50 }), chance, (given, most, start) => {
      const elements = listed(given);
      const sample = sampleBySize(elements, size, most, start);
      expect(sample.length).toBeLessThanOrEqual(Math.max(most, 1));
      const places = sample.map(({ element }) => element.place);
      expect(places).toEqual([...new Set(places)].toSorted((one, other) => one - other));
      const total = given.reduce((sum, one) => sum + one, 0);
      expect(sample.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(total, 6);
    });
  });

  test("gives each element its size on average over all beginnings", () => {
    forAllIn(30, sizes, fc.integer({ min: 1, max: 20 }), (given, most) => {
      const beginnings = 1000;
      const sums = given.map(() => 0);
      for (let number = 0; number < beginnings; number += 1) {
        const sample = sampleBySize(listed(given), size, most, (number + 0.5) / beginnings);
        for (const { element, weight } of sample) sums[element.place]! += weight / beginnings;
      }
      const step = given.reduce((sum, one) => sum + one, 0) / most;
      for (const [place, one] of given.entries()) {
        expect(Math.abs((sums[place] ?? 0) - one)).toBeLessThanOrEqual(
          (2 * step) / beginnings + 1e-9,
        );
      }
    });
  });
});
