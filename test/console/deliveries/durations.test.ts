import { expect, test } from "vitest";

import { durationText } from "../../../console/deliveries/durations.ts";

test.each([
  [-5, "0 ms"],
  [0, "0 ms"],
  [8.4, "8 ms"],
  [999, "999 ms"],
  [1000, "1 s"],
  [1234, "1.2 s"],
  [9960, "10 s"],
  [45_400, "45 s"],
  [59_600, "1 min"],
  [61_000, "1 min 1 s"],
  [3_599_600, "1 h"],
  [8_220_000, "2 h 17 min"],
  [86_399_000, "1 day"],
  [100_000_000, "1 day 4 h"],
  [28 * 86_400_000, "28 days"],
])("%d ms is %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
