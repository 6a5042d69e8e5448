import { expect, test } from "vitest";

import {
  dayNumberOf,
  isUtcDay,
  utcDayOf,
  utcDayOfNumber,
} from "../../../../lambdas/shared/domain/utc-day.ts";

test("a day ends at midnight in UTC", () => {
  const midnightMs = Date.parse("2026-02-01T00:00:00.000Z");
  expect([utcDayOf(midnightMs - 1), utcDayOf(midnightMs)]).toEqual(["2026-01-31", "2026-02-01"]);
  expect(dayNumberOf(midnightMs) - dayNumberOf(midnightMs - 1)).toBe(1);
});

test("a day can be told by its number", () => {
  for (const day of ["1970-01-01", "2000-02-29", "2026-11-29", "2149-06-06"]) {
    expect(utcDayOfNumber(dayNumberOf(Date.parse(`${day}T23:59:59.999Z`)))).toBe(day);
  }
});

test.each(["2026-01-31", "2024-02-29", "0001-01-01", "9999-12-31"])("%s is a day", (day) => {
  expect(isUtcDay(day)).toBe(true);
});

test.each(["", "2026-02-29", "2026-00-10", "2026-04-31", "26-01-01", "2026-01-01 ", 5, null, {}])(
  "%j is no day",
  (day) => {
    expect(isUtcDay(day)).toBe(false);
  },
);
