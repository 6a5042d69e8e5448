import { describe, expect, it } from "vitest";

import { askedSeconds, isTemporary, waitSeconds } from "../../../console/api/retry-policy.ts";

describe("waitSeconds", () => {
  it("doubles from a second to half a minute, a quarter more or less", () => {
    const middle = [1, 2, 3, 4, 5, 6, 9].map((tries) => waitSeconds({ tries, random: 0.5 }));
    expect(middle).toEqual([1, 2, 4, 8, 16, 30, 30]);
    expect(waitSeconds({ tries: 1, random: 0 })).toBe(0.75);
    expect(waitSeconds({ tries: 1, random: 1 })).toBe(1.25);
  });

  it("waits at least as long as the answer asks, up to five minutes", () => {
    expect(waitSeconds({ tries: 1, asked: 120, random: 0.5 })).toBe(120);
    expect(waitSeconds({ tries: 1, asked: 301, random: 0.5 })).toBeUndefined();
  });

  it("gives up after ten tries", () => {
    expect(waitSeconds({ tries: 10, random: 0.5 })).toBeUndefined();
  });
});

describe("askedSeconds", () => {
  it("reads seconds and dates, and nothing else", () => {
    const nowMs = Date.parse("2026-11-30T10:00:00Z");
    expect(askedSeconds("7", nowMs)).toBe(7);
    expect(askedSeconds("-7", nowMs)).toBe(0);
    expect(askedSeconds("Mon, 30 Nov 2026 10:01:00 GMT", nowMs)).toBe(60);
    expect(askedSeconds("Mon, 30 Nov 2026 09:00:00 GMT", nowMs)).toBe(0);
    for (const nothing of [null, "", " ", "soon"]) {
      expect(askedSeconds(nothing, nowMs)).toBeUndefined();
    }
  });
});

describe("isTemporary", () => {
  it("is what a moment may mend", () => {
    const temporary = [200, 401, 408, 429, 500, 502, 503, 504, 508].filter(isTemporary);
    expect(temporary).toEqual([429, 502, 503, 504]);
  });
});
