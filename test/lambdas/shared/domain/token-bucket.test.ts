import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  type Bucket,
  refilled,
  secondsToToken,
  withoutToken,
} from "../../../../lambdas/shared/domain/token-bucket.ts";
import { forAll } from "../../../support/for-all.ts";

const rule = { perSecond: 2, burst: 10 };

describe("a token bucket", () => {
  test("is full at first", () => {
    expect(refilled(undefined, rule, 5000)).toEqual({ tokens: 10, atMs: 5000 });
  });

  test("fills up at its rate, to its brim", () => {
    expect(refilled({ tokens: 3, atMs: 1000 }, rule, 2500)).toEqual({ tokens: 6, atMs: 2500 });
    expect(refilled({ tokens: 3, atMs: 1000 }, rule, 60_000).tokens).toBe(10);
  });

  test("gains nothing when the clock steps back", () => {
    expect(refilled({ tokens: 3, atMs: 9000 }, rule, 1000)).toEqual({ tokens: 3, atMs: 1000 });
  });

  test("says how long an empty one takes to its next token", () => {
    expect(secondsToToken({ tokens: 1, atMs: 0 }, rule)).toBe(0);
    expect(secondsToToken({ tokens: 0.5, atMs: 0 }, rule)).toBe(0.25);
    expect(secondsToToken({ tokens: 0, atMs: 0 }, rule)).toBe(0.5);
  });

  test("gives whole tokens only", () => {
    expect(withoutToken({ tokens: 1.5, atMs: 0 }).tokens).toBe(0.5);
    expect(withoutToken({ tokens: 0.9, atMs: 0 }).tokens).toBe(0.9);
  });

  test("never lets more pass than its burst and its rate, however requests are spread", () => {
    const gapsMs = fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 200 });
    forAll(
      gapsMs,
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
      (gaps, perSecond, burst) => {
        let bucket: Bucket | undefined;
        let nowMs = 0;
        let passed = 0;
        for (const gapMs of gaps) {
          nowMs += gapMs;
          bucket = refilled(bucket, { perSecond, burst }, nowMs);
          if (secondsToToken(bucket, { perSecond, burst }) === 0) passed += 1;
          bucket = withoutToken(bucket);
        }
        expect(passed).toBeLessThanOrEqual(burst + (nowMs / 1000) * perSecond + 1e-6);
      },
    );
  });
});
