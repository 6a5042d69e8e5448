import { describe, expect, it } from "vitest";

import { distanceWords, durationWords } from "../../../console/parts/time-words.ts";

describe("distanceWords", () => {
  it("says how far a time is from now", () => {
    const said = [0, -5_000, 5_000, -190_000, -7_200_000, -90_000_000, 300_000_000].map((atMs) =>
      distanceWords(atMs, 0),
    );
    expect(said).toEqual([
      "just now",
      "5 seconds ago",
      "in 5 seconds",
      "3 minutes ago",
      "2 hours ago",
      "yesterday",
      "in 3 days",
    ]);
  });
});

describe("durationWords", () => {
  it("says how long something took or takes", () => {
    const times = [
      -5, 0, 450, 2_500, 999.6, 9_960, 59_600, 185_000, 3_599_600, 9_000_000, 594_000_000,
    ];
    const said = times.map(durationWords);
    expect(said).toEqual([
      "0 ms",
      "0 ms",
      "450 ms",
      "2.5 s",
      "1 s",
      "10 s",
      "1 min",
      "3 min 5 s",
      "1 h",
      "2 h 30 min",
      "6 d 21 h",
    ]);
  });
});
