import { describe, expect, test } from "vitest";

import { makeAttemptWatch } from "../../../lambdas/deliver/attempt-watch.ts";

const START_MS = 1_700_000_000_000;

/** A watch on a clock that tests move; what is due on the way happens. */
function setUp() {
  let nowMs = START_MS;
  const timers = new Map<() => void, number>();
  const watch = makeAttemptWatch({
    now: () => nowMs,
    later(ms, work) {
      timers.set(work, nowMs + ms);
      return () => void timers.delete(work);
    },
  });
  const late: string[] = [];
  return {
    begin: (origin: string) => watch(origin, () => void late.push(origin)),
    /** Who was told to be late. */
    late,
    timers,
    passTo(ms: number) {
      for (const [work, atMs] of timers) {
        if (atMs > START_MS + ms) continue;
        nowMs = atMs;
        timers.delete(work);
        work();
      }
      nowMs = START_MS + ms;
    },
  };
}

describe("an attempt", () => {
  test.each([
    [1000, "quick"],
    [1001, "sluggish"],
    [4999, "sluggish"],
    [5000, "late"],
    [9000, "late"],
  ])("that is open alone, and ends after %i ms is %s", (ms, pace) => {
    const { begin, passTo, late, timers } = setUp();
    const attempt = begin("a");
    passTo(ms);
    expect(attempt.pace(false)).toBe(pace);
    attempt.end();
    expect(late).toEqual(pace === "late" ? ["a"] : []);
    expect(timers.size).toBe(0);
  });

  test("is late when its time is up, however short that is", () => {
    const { begin, passTo } = setUp();
    const attempt = begin("a");
    passTo(900);
    expect(attempt.pace(true)).toBe("late");
  });

  test.each([
    [1999, "sluggish"],
    [2000, "late"],
  ])("that others answer beside, and that ends after %i ms, is %s", (ms, pace) => {
    const { begin, passTo } = setUp();
    const attempt = begin("a");
    passTo(1900);
    ["b", "c", "d"].map(begin);
    passTo(ms);
    expect(attempt.pace(false)).toBe(pace);
  });

  test("is told to be late while it is still open", () => {
    const { begin, passTo, late } = setUp();
    begin("a");
    passTo(1900);
    const others = ["b", "c", "d"].map(begin);
    passTo(1999);
    expect(late).toEqual([]);
    passTo(2000);
    expect(late).toEqual(["a"]);
    for (const other of others) other.end();
  });

  test("is told so after five seconds where it is open alone", () => {
    const { begin, passTo, late } = setUp();
    begin("a");
    passTo(4999);
    expect(late).toEqual([]);
    passTo(5000);
    expect(late).toEqual(["a"]);
  });
});

describe("receivers that are all late at once", () => {
  test("are not blamed for a stall of our own network, which ends after 3 s", () => {
    const { begin, passTo, late } = setUp();
    const attempts = ["a", "b", "c", "d", "e"].map(begin);
    passTo(3000);
    expect(attempts.map((attempt) => attempt.pace(false))).toEqual(attempts.map(() => undefined));
    expect(late).toEqual([]);
  });

  test("are not blamed for one of 1.5 s either", () => {
    const { begin, passTo } = setUp();
    const attempts = ["a", "b", "c", "d"].map(begin);
    passTo(1500);
    expect(attempts.map((attempt) => attempt.pace(false))).toEqual(attempts.map(() => undefined));
  });

  test("are not blamed for one of 3 s where they are few", () => {
    const { begin, passTo, late } = setUp();
    const attempts = ["a", "b", "c"].map(begin);
    passTo(3000);
    expect(attempts.map((attempt) => attempt.pace(false))).toEqual(attempts.map(() => "sluggish"));
    expect(late).toEqual([]);
  });

  test("are blamed where others answer meanwhile", () => {
    const { begin, passTo, late } = setUp();
    ["d", "e", "f", "g", "h"].map(begin);
    passTo(1500);
    ["i", "j", "k", "l", "m"].map(begin);
    passTo(2000);
    expect(late).toEqual(["d", "e", "f", "g", "h"]);
  });

  test("are blamed for their timeouts all the same", () => {
    const { begin, passTo } = setUp();
    const attempts = ["a", "b", "c", "d"].map(begin);
    passTo(3000);
    expect(attempts[0]?.pace(true)).toBe("late");
  });

  test("are blamed the next time: they must not keep it up", () => {
    const { begin, passTo, late } = setUp();
    const first = ["a", "b", "c", "d"].map(begin);
    passTo(4000);
    for (const attempt of first) attempt.end();
    passTo(7000);
    ["a", "b", "c", "d"].map(begin);
    passTo(9000);
    expect(late).toEqual(["a", "b", "c", "d"]);
  });

  test("with one origin count once", () => {
    const { begin, passTo, late } = setUp();
    for (let count = 0; count < 5; count += 1) begin("a");
    passTo(5000);
    expect(late).toHaveLength(5);
  });
});
