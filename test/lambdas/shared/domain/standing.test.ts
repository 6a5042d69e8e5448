import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isOftenSluggish, withPace } from "../../../../lambdas/deliver/domain/recent-paces.ts";
import {
  hasTurnedSlow,
  isProved,
  newStanding,
  type Pace,
  type Standing,
  standingAfter,
  standingEndsMs,
} from "../../../../lambdas/shared/domain/standing.ts";
import { forAll } from "../../../support/for-all.ts";

const nowMs = 1_700_000_000_000;
const DAY_MS = 86_400_000;

/** The standing after attempts that ended `everyMs` apart, from now on. */
function after(standing: Standing | undefined, paces: readonly Pace[], everyMs = 1000) {
  let recent = 0;
  let timeMs = nowMs;
  let current = standing;
  for (const pace of paces) {
    recent = withPace(recent, pace);
    current = standingAfter(current, pace, isOftenSluggish(recent, []), timeMs);
    timeMs += everyMs;
  }
  return current;
}

const slow = (turns: number): Standing => ({
  state: "slow",
  quickInARow: 0,
  turns,
  sinceMs: nowMs,
  regainFromMs: nowMs,
  version: 7,
});

describe("a proved webhook", () => {
  test.each<[string, Pace[], boolean]>([
    ["answers quickly", ["quick", "quick"], true],
    ["is sluggish twice of ten", ["sluggish", "quick", "sluggish"], true],
    ["is sluggish for the third time of ten", ["sluggish", "quick", "sluggish", "sluggish"], false],
    ["hangs once", ["late"], false],
  ])("%s: %o is proved %s", (_, paces, proved) => {
    expect(isProved(after(undefined, paces))).toBe(proved);
    expect(hasTurnedSlow(undefined, after(undefined, paces))).toBe(!proved);
  });

  test("is not held to account for what was more than ten attempts ago", () => {
    const tenQuick = Array.from({ length: 10 }, (): Pace => "quick");
    expect(after(undefined, ["sluggish", "sluggish", ...tenQuick, "sluggish"])).toBeUndefined();
  });

  test("is written nowhere while it stays so", () => {
    expect(after(undefined, ["quick", "sluggish", "quick"])).toBeUndefined();
    const known = { ...slow(1), state: "quick" } as const;
    expect(after(known, ["quick", "sluggish", "quick"])).toBe(known);
  });

  test("turned slow, cannot prove itself for 10 s, twice as long each time, an hour at most", () => {
    const waits = [0, 1, 2, 8, 9, 40].map((turns) => {
      const known: Standing = { ...slow(turns), state: "quick" };
      const turned = standingAfter(known, "late", false, nowMs);
      expect(turned).toMatchObject({ state: "slow", turns: turns + 1, sinceMs: nowMs, version: 8 });
      return ((turned?.regainFromMs ?? 0) - nowMs) / 1000;
    });
    expect(waits).toEqual([10, 20, 40, 2560, 3600, 3600]);
    expect(standingAfter(undefined, "late", false, nowMs)).toEqual({
      ...slow(1),
      regainFromMs: nowMs + 10_000,
      version: 1,
    });
  });

  test("is forgiven its turns after a day", () => {
    const known: Standing = { ...slow(5), state: "quick" };
    const justBefore = standingAfter(known, "late", false, nowMs + DAY_MS - 1);
    expect(justBefore).toMatchObject({ turns: 6 });
    expect(standingAfter(known, "late", false, nowMs + DAY_MS)).toMatchObject({ turns: 1 });
    expect(standingEndsMs(known)).toBe(nowMs + DAY_MS);
  });
});

describe("a webhook that is not proved", () => {
  const made = newStanding(nowMs);

  test("begins so, and stays so for ever without an attempt", () => {
    expect(made).toMatchObject({ state: "unproven", quickInARow: 0, version: 1 });
    expect(isProved(made)).toBe(false);
    expect(standingEndsMs(made)).toBeUndefined();
    expect(standingEndsMs(slow(1))).toBeUndefined();
  });

  test.each([made, slow(2)])("proves itself by three quick attempts in a row: %o", (standing) => {
    expect(after(standing, ["quick", "quick"])).toMatchObject({ quickInARow: 2 });
    expect(after(standing, ["quick", "quick", "sluggish", "quick"])).toMatchObject({
      state: standing.state,
      quickInARow: 1,
    });
    const proved = after(standing, ["quick", "quick", "quick"]);
    expect(proved).toMatchObject({
      state: "quick",
      turns: standing.turns,
      sinceMs: nowMs + 2000,
      version: standing.version + 3,
    });
    expect(hasTurnedSlow(standing, proved)).toBe(false);
  });

  test("begins again with a sluggish one, which is no turn", () => {
    const begun = after(made, ["quick", "quick"]);
    const again = after(begun, ["sluggish"]);
    expect(again).toMatchObject({ state: "unproven", quickInARow: 0, turns: 0 });
    expect(after(made, ["sluggish"])).toBe(made);
    expect(hasTurnedSlow(begun, again)).toBe(false);
  });

  test.each<[string, Pace[]]>([
    ["hangs", ["late"]],
    ["is sluggish three times of ten", ["sluggish", "quick", "sluggish", "sluggish"]],
  ])("turns slow as a proved one does, when it %s", (_, paces) => {
    expect(after(made, paces)).toMatchObject({ state: "slow", turns: 1, quickInARow: 0 });
    expect(hasTurnedSlow(made, after(made, paces))).toBe(true);
    expect(hasTurnedSlow(slow(2), after(slow(2), paces))).toBe(false);
  });

  test("waits for its time without a write, and is proved by the first quick attempt then", () => {
    const waits = { ...slow(1), regainFromMs: nowMs + 10_000 };
    const ready = after(waits, ["quick", "quick", "quick"]);
    expect(ready).toMatchObject({ state: "slow", quickInARow: 3 });
    expect(standingAfter(ready, "quick", false, nowMs + 9999)).toBe(ready);
    expect(standingAfter(ready, "quick", false, nowMs + 10_000)).toMatchObject({ state: "quick" });
  });
});

describe("whatever a receiver does", () => {
  const paces = fc.array(
    fc.record({
      pace: fc.constantFrom<Pace>("quick", "quick", "sluggish", "late"),
      gapMs: fc.integer({ min: 0, max: 20_000 }),
    }),
    { maxLength: 120 },
  );
  const begun = fc.constantFrom(undefined, newStanding(nowMs));

  test("it is proved only after three quick attempts in a row, and not before its time", () => {
    forAll(begun, paces, (first, attempts) => {
      let standing: Standing | undefined = first;
      let recent = 0;
      let timeMs = nowMs;
      let quickInARow = 0;
      for (const { pace, gapMs } of attempts) {
        timeMs += gapMs;
        quickInARow = pace === "quick" ? quickInARow + 1 : 0;
        recent = withPace(recent, pace);
        const next = standingAfter(standing, pace, isOftenSluggish(recent, []), timeMs);
        if (!isProved(standing) && isProved(next)) {
          expect(quickInARow).toBeGreaterThanOrEqual(3);
          expect(timeMs).toBeGreaterThanOrEqual(standing?.regainFromMs ?? Infinity);
        }
        if (pace === "late") expect(isProved(next)).toBe(false);
        if (next !== standing) expect(next?.version).toBe((standing?.version ?? 0) + 1);
        standing = next;
      }
    });
  });

  test("between two of its turns lies twice as long each time", () => {
    forAll(paces, (attempts) => {
      let standing: Standing | undefined;
      let timeMs = nowMs;
      let turns = 0;
      for (const { pace, gapMs } of attempts) {
        timeMs += gapMs;
        const next = standingAfter(standing, pace, false, timeMs);
        if (hasTurnedSlow(standing, next)) turns += 1;
        standing = next;
      }
      // Between the turns k and k + 1 lie 10 s × 2^(k-1), so that k turns take 10 s × (2^(k-1) -
      // 1).
      expect(10_000 * (2 ** Math.max(0, turns - 1) - 1)).toBeLessThanOrEqual(timeMs - nowMs);
    });
  });
});
