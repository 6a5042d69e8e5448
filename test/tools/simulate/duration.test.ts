import { describe, expect, test } from "vitest";

import { readDuration, showDuration } from "../../../tools/simulate/duration.ts";

describe("a duration is read", () => {
  test.each([
    ["36h", 36 * 3_600_000],
    ["1d12h", 36 * 3_600_000],
    ["1d 12h", 36 * 3_600_000],
    ["90min", 5_400_000],
    ["90m", 5_400_000],
    ["0s", 0],
    ["7.5d", 648_000_000],
    ["forever", Infinity],
  ])("%s", (text, durationMs) => {
    expect(readDuration(text)).toBe(durationMs);
  });

  test.each(["", "36", "h", "-1h", "36 hours", "1h forever", "1e3s"])(
    'and "%s" is refused',
    (text) => {
      expect(readDuration(text)).toBeUndefined();
    },
  );
});

test.each([
  [0, "0.0 s"],
  [1_234, "1.2 s"],
  [9_949, "9.9 s"],
  [9_950, "10 s"],
  [59_700, "1 min"],
  [296_000, "4 min 56 s"],
  [3_600_000, "1 h"],
  [3_605_000, "1 h"],
  [129_600_000, "1 d 12 h"],
  [86_400_000 + 300_000, "1 d"],
  [Infinity, "for ever"],
])("%d ms is shown as %s", (durationMs, text) => {
  expect(showDuration(durationMs)).toBe(text);
});
