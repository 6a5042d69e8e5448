import { describe, expect, test } from "vitest";

import {
  attemptsApart,
  type CountedRecord,
  deliveredAfterMs,
  tallyOf,
} from "../../../../../lambdas/config-api/statistics/domain/tally.ts";

const once: CountedRecord = {
  acceptedAtMs: 1000,
  status: "delivered",
  attempts: 1,
  lastOutcome: "204",
  settledAtMs: 1400,
  firstAttempt: { startedAtMs: 1200, durationMs: 150 },
};
const { firstAttempt: _, ...later } = {
  ...once,
  attempts: 3,
  lastOutcome: "200",
  settledAtMs: 9000,
};
const tallied = (...records: readonly Partial<CountedRecord>[]) =>
  tallyOf(records.map((record) => ({ element: { ...later, ...record }, weight: 1 })));

describe("a tally", () => {
  test("of nothing is nothing", () => {
    expect(tallied()).toEqual({
      delivered: 0,
      deliveredAtFirstAttempt: 0,
      queued: 0,
      parked: 0,
      dropped: new Map(),
      answers: new Map(),
      failures: new Map(),
      unattempted: 0,
      attempts: 0,
    });
  });

  test("counts by what became of each", () => {
    const tally = tallied(
      once,
      {},
      { status: "queued" },
      { status: "parked" },
      { status: "parked" },
      { status: "dropped", dropReason: "gone" },
      { status: "dropped", dropReason: "expired" },
      { status: "dropped", dropReason: "expired" },
      { status: "dropped" },
    );
    expect(tally).toMatchObject({
      delivered: 2,
      deliveredAtFirstAttempt: 1,
      queued: 1,
      parked: 2,
      dropped: new Map([
        ["gone", 1],
        ["expired", 2],
        ["unknown", 1],
      ]),
      attempts: 1 + 8 * 3,
    });
  });

  test("counts by the class of the last answer, or by why there was none", () => {
    const outcomes = ["200", "299", "301", "404", "410", "500", "503", "999", "101", "42"];
    const failed = ["timeout", "dns", "timeout"];
    const { answers, failures } = tallied(
      ...[...outcomes, ...failed].map((lastOutcome) => ({ lastOutcome })),
    );
    expect(Object.fromEntries(answers)).toEqual({
      "2xx": 2,
      "3xx": 1,
      "4xx": 2,
      "5xx": 2,
      other: 3,
    });
    expect(Object.fromEntries(failures)).toEqual({ timeout: 2, dns: 1 });
  });

  test("counts apart what was never attempted", () => {
    const waits: CountedRecord = { acceptedAtMs: 0, status: "parked", attempts: 0 };
    const tally = tallyOf([{ element: waits, weight: 1 }]);
    expect(tally).toMatchObject({ parked: 1, unattempted: 1, attempts: 0 });
    expect(tally.answers.size + tally.failures.size).toBe(0);
  });

  test("counts each delivery for as many as it stands for", () => {
    const tally = tallyOf([
      { element: once, weight: 2.5 },
      { element: { ...later, status: "dropped", dropReason: "gone" }, weight: 4 },
    ]);
    expect(tally).toMatchObject({ delivered: 2.5, deliveredAtFirstAttempt: 2.5, attempts: 14.5 });
    expect(tally.dropped.get("gone")).toBe(4);
  });

  test("does not call a delivery a first success that was sent again since", () => {
    expect(tallied({ ...once, status: "queued", attempts: 2 })).toMatchObject({
      delivered: 0,
      deliveredAtFirstAttempt: 0,
      queued: 1,
    });
  });
});

describe("the time to delivery", () => {
  test("ends with the first attempt where that succeeded, also when it was sent again", () => {
    expect(deliveredAfterMs(once)).toBe(350);
    expect(deliveredAfterMs({ ...once, attempts: 2, settledAtMs: 99_000 })).toBe(350);
  });

  test("ends with the commit of a later attempt", () => {
    expect(deliveredAfterMs(later)).toBe(8000);
  });

  test("is none of what is not delivered, or does not say when", () => {
    expect(deliveredAfterMs({ ...once, status: "dropped" })).toBeUndefined();
    const { settledAtMs: __, ...unknown } = later;
    expect(deliveredAfterMs(unknown)).toBeUndefined();
  });

  test("is never less than nothing, though clocks differ", () => {
    expect(deliveredAfterMs({ ...later, settledAtMs: 900 })).toBe(0);
  });
});

test("a first attempt that succeeded is kept in the record, all others apart", () => {
  expect(attemptsApart(once)).toBe(0);
  expect(attemptsApart({ ...once, attempts: 2 })).toBe(1);
  expect(attemptsApart(later)).toBe(3);
});
