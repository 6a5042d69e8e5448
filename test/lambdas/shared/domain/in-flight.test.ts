import fc from "fast-check";
import { expect, test } from "vitest";

import {
  leaseEndMs,
  paceInFlight,
  placesToTry,
} from "../../../../lambdas/shared/domain/in-flight.ts";
import { forAll } from "../../../support/for-all.ts";

const NOW_MS = 1_700_000_000_000;

test("a request tries three different places, or all there are", () => {
  const dice = fc.array(fc.double({ min: 0, max: 0.999_999, noNaN: true }), { minLength: 4 });
  forAll(fc.integer({ min: 1, max: 1e9 }), dice, (inFlight, draws) => {
    let drawn = 0;
    const places = placesToTry(inFlight, () => draws[(drawn += 1) % draws.length] as number);
    expect(places).toHaveLength(Math.min(3, inFlight));
    expect(new Set(places).size).toBe(places.length);
    for (const place of places) {
      expect(Number.isInteger(place) && place >= 0).toBe(true);
      expect(place).toBeLessThan(Math.min(inFlight, 10_000));
    }
  });
});

test("any place may be the first", () => {
  const places = [0, 0.3, 0.6, 0.99].map((draw) => placesToTry(4, () => draw)[0]);
  expect(places).toEqual([0, 1, 2, 3]);
});

test("a place outlives the longest attempt, its access token included", () => {
  expect(leaseEndMs(NOW_MS, 30) - NOW_MS).toBeGreaterThanOrEqual(60_000 + 1000);
});

test.each([
  [1, [], 1],
  [20, [], 20],
  [2, [100], 2],
  [2, [1000, 3000], 1],
  [2000, [1], 1000],
  [1, [1e9], 0.01],
])("%d places, whose last requests took %j ms, make %d requests a second", (count, took, pace) => {
  expect(paceInFlight(count, took)).toBe(pace);
});
