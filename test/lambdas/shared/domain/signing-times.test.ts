import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  endsAtMs,
  momentsToMake,
  readableKeys,
  recentSuccessors,
  rotationDelayMs,
  signingKeyAt,
  unreadableFromMs,
} from "../../../../lambdas/shared/domain/signing-times.ts";
import { forAll } from "../../../support/for-all.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const keys = (...days: number[]) => days.map((day) => ({ signsFromMs: day * DAY }));

describe("momentsToMake", () => {
  it("at the very first run makes the key that signs at once, and the next", () => {
    expect(momentsToMake([], 10 * DAY + HOUR, DAY)).toEqual([10 * DAY, 11 * DAY]);
  });

  it("makes nothing while the next key is there", () => {
    expect(momentsToMake(keys(10, 11), 10 * DAY + HOUR, DAY)).toEqual([]);
  });

  it("makes the next key as soon as the last one signs", () => {
    expect(momentsToMake(keys(10, 11), 11 * DAY, DAY)).toEqual([12 * DAY]);
  });

  it("after days without a run makes none that would sign before it was published", () => {
    expect(momentsToMake(keys(10, 11), 15 * DAY + HOUR, DAY)).toEqual([16 * DAY]);
  });

  it("goes on after the interval was changed", () => {
    expect(momentsToMake(keys(10, 11), 10 * DAY + 5 * HOUR, HOUR)).toEqual([]);
    expect(momentsToMake(keys(10), 10 * DAY + 5 * HOUR, HOUR)).toEqual([10 * DAY + 6 * HOUR]);
  });

  it("a second run at the same time makes nothing new", () => {
    forAll(
      fc.array(fc.nat(40), { maxLength: 5 }),
      fc.integer({ min: 1, max: 40 * DAY }),
      (days, nowMs) => {
        const before = keys(...days);
        const made = momentsToMake(before, nowMs, DAY).map((signsFromMs) => ({ signsFromMs }));
        const after = [...before, ...made];
        expect(momentsToMake(after, nowMs, DAY)).toEqual([]);
        expect(signingKeyAt(after, nowMs)).toBeDefined();
        expect(after.some(({ signsFromMs }) => signsFromMs > nowMs)).toBe(true);
      },
    );
  });
});

describe("signingKeyAt", () => {
  it("is the key that began last", () => {
    expect(signingKeyAt(keys(12, 10, 11), 11 * DAY + HOUR)).toEqual({ signsFromMs: 11 * DAY });
  });

  it("is the last one when rotation has stopped", () => {
    expect(signingKeyAt(keys(10, 11), 100 * DAY)).toEqual({ signsFromMs: 11 * DAY });
  });

  it("is none before any began", () => {
    expect(signingKeyAt(keys(12), 11 * DAY)).toBeUndefined();
  });
});

describe("readableKeys", () => {
  it("keeps a key for the retention after its successor began, and no longer", () => {
    const all = keys(10, 11, 12);
    expect(readableKeys(all, 12 * DAY - 1, DAY)).toEqual(all);
    expect(readableKeys(all, 12 * DAY, DAY)).toEqual(keys(11, 12));
  });

  it("keeps the last key for as long as it has no successor", () => {
    expect(readableKeys(keys(10), 500 * DAY, DAY)).toEqual(keys(10));
    expect(unreadableFromMs({ signsFromMs: 10 * DAY }, keys(10), DAY)).toBeUndefined();
  });

  it("always holds the key that signs", () => {
    forAll(
      fc.array(fc.nat(40), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 0, max: 50 * DAY }),
      (days, nowMs) => {
        const all = keys(...days);
        const signing = signingKeyAt(all, nowMs);
        expect(signing === undefined || readableKeys(all, nowMs, DAY).includes(signing)).toBe(true);
      },
    );
  });
});

describe("endsAtMs", () => {
  const times = { intervalMs: DAY, retentionMs: 2 * DAY };

  it("is when a key with a successor stops being readable", () => {
    expect(endsAtMs({ signsFromMs: 10 * DAY }, keys(10, 14), times)).toBe(16 * DAY);
  });

  it("is, for the last key, as if its successor had begun on time", () => {
    expect(endsAtMs({ signsFromMs: 10 * DAY }, keys(9, 10), times)).toBe(13 * DAY);
  });
});

describe("rotationDelayMs", () => {
  it("is 0 while the signing key is in its time", () => {
    expect(rotationDelayMs(keys(10, 11), 11 * DAY, DAY)).toBe(0);
    expect(rotationDelayMs([], 11 * DAY, DAY)).toBe(0);
  });

  it("grows once the successor is missing", () => {
    expect(rotationDelayMs(keys(10, 11), 12 * DAY + HOUR, DAY)).toBe(HOUR);
  });
});

describe("recentSuccessors", () => {
  const key = (day: number, createdAtMs: number) => ({ signsFromMs: day * DAY, createdAtMs });

  it("are the keys made lately that sign in place of another, whichever signs now", () => {
    const nowMs = 10 * DAY + 3 * HOUR;
    const old = key(9, 8 * DAY);
    const present = key(10, nowMs - 3 * HOUR + 1);
    const next = key(11, nowMs);
    expect(recentSuccessors([old, present, next], nowMs, 3 * HOUR)).toEqual([present, next]);
    expect(recentSuccessors([old, present, next], nowMs + 1, 3 * HOUR)).toEqual([next]);
  });

  it("is not the first key of a ring, which follows none", () => {
    expect(recentSuccessors([key(10, 5), key(11, 5)], 5, HOUR)).toEqual([key(11, 5)]);
    expect(recentSuccessors([], 5, HOUR)).toEqual([]);
  });
});
