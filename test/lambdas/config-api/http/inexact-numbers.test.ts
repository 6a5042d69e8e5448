import fc from "fast-check";
import { expect, test } from "vitest";

import { inexactNumbers } from "../../../../lambdas/config-api/http/inexact-numbers.ts";
import { forAll } from "../../../support/for-all.ts";

test.each([
  "0",
  "-0",
  "0.0",
  "0.1",
  "1.50",
  "1e2",
  "1E+2",
  "100e-2",
  "0.0000001",
  "0.30000000000000004",
  "5e-324",
  "9007199254740991",
  "-9007199254740991",
])("%s comes back as it is", (number) => {
  expect(inexactNumbers(number)).toEqual([]);
});

test.each([
  "9007199254740992",
  "9007199254740993",
  "-9007199254740993",
  "12345678901234567890",
  "1e300",
  "1.00000000000000001",
  "0.1000000000000000055511151231257827",
  "9007199254740991.5",
  "1e-400",
])("%s does not, or is not alone", (number) => {
  expect(inexactNumbers(number)).toEqual([[]]);
});

test("names the places, and takes texts for what they are", () => {
  const text = '{"a": [1, 9007199254740993, "9007199254740993"], "b": {"c": [[1e-400]]}}';
  expect(inexactNumbers(text)).toEqual([
    ["a", 1],
    ["b", "c", 0, 0],
  ]);
});

test("takes whatever JSON.stringify writes of safe numbers", () => {
  const safe = fc.double({ noNaN: true, max: 2 ** 53 - 1, min: 1 - 2 ** 53 });
  forAll(safe, (number) => {
    expect(inexactNumbers(JSON.stringify([number]))).toEqual([]);
  });
});
