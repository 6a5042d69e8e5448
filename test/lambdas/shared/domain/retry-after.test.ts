import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { retryAfterSeconds } from "../../../../lambdas/shared/domain/retry-after.ts";
import { forAll } from "../../../support/for-all.ts";

/** The example of RFC 9110, section 5.6.7: Sun, 06 Nov 1994 08:49:37 GMT. */
const EXAMPLE_MS = 784_111_777_000;

describe("retryAfterSeconds", () => {
  test.each([
    ["120", 120],
    [" 120 ", 120],
    ["0", 0],
    ["1.5", 2],
    ["0.001", 1],
    ["36.0", 36],
    ["31536001", 31_536_000],
    ["12345678901", 31_536_000],
    ["9".repeat(400), 31_536_000],
    ["Sun, 06 Nov 2094 08:49:37 GMT", 31_536_000],
    ["Sunday, 06-Nov-94 08:49:37 GMT", 37],
    ["Sunday, 06-Nov-1994 08:49:37 GMT", 37],
    ["Sunday, 06-Nov-45 08:49:37 GMT", 0], // 1945: 2045 is more than 50 years ahead
    ["Sunday, 06-Nov-44 08:49:37 GMT", 31_536_000], // 2044
    ["Sun Nov  6 08:49:37 1994", 37],
    ["Sun Nov 06 08:49:37 1994", 37],
    ["sun, 6 nov 1994 08:49:37 gmt", 37],
    ["Sun, 06 Nov 1994 08:49:37 UTC", 37],
    ["Mon, 06 Nov 1994 08:49:37 GMT", 37],
    ["Sun, 06 Nov 1994 08:48:60 GMT", 0],
    ["Sun, 06 Nov 1994 08:49:60 GMT", 60],
    ["Sun, 06 Nov 1994 08:49:37 GMT", 37],
    [" Sun, 06 Nov 1994 08:49:37 GMT ", 37],
    ["Sun, 06 Nov 1994 08:49:00 GMT", 0],
    ["Sun, 06 Nov 1994 08:00:00 GMT", 0],
  ])("reads %j as %d s, 37 s before the date of the RFC's example", (field, seconds) => {
    expect(retryAfterSeconds(field, EXAMPLE_MS - 37_000)).toBe(seconds);
  });

  test.each([
    undefined,
    "",
    "soon",
    "-5",
    "1.",
    ".5",
    "+5",
    "1e3",
    "0x10",
    "120, 5",
    "120 s",
    "2094-11-06T08:49:37Z",
    "Sun, 06 Nov 2094 08:49:37 +0200",
    "Sun, 06 Nov 2094 08:49:37",
    "Sun, 06 Nov 094 08:49:37 GMT",
    "Mon, 99 Nov 2094 99:99:99 GMT",
    "Sun, 31 Nov 2094 08:49:37 GMT",
    "Sun, 06 Nov 2094 24:00:00 GMT",
    "Sun, 06 Nov 2094 08:60:00 GMT",
    "Sun, 06 Nov 2094 08:49:61 GMT",
    "Sun, 06 Nvo 2094 08:49:37 GMT",
    "Sun Nvo  6 08:49:37 2094",
    "Sun Nov 31 08:49:37 2094",
    "Sun Nov  6 08:49:37 94",
  ])("takes %j for nothing", (field) => {
    expect(retryAfterSeconds(field, EXAMPLE_MS)).toBe(0);
  });

  test("reads any date that is to come as the time until then", () => {
    forAll(fc.nat({ max: 4_000_000_000 }), fc.nat({ max: 10_000_000 }), (now, seconds) => {
      const date = new Date((now + seconds) * 1000);
      const [weekday, day = "", month, year = "", time] = date.toUTCString().split(/,? /u);
      const forms = [
        `${weekday}, ${day} ${month} ${year} ${time} GMT`,
        `${weekday}day, ${day}-${month}-${year.slice(-2)} ${time} GMT`,
        `${weekday} ${month} ${day.replace(/^0/u, " ")} ${time} ${year}`,
      ];
      for (const field of forms) expect(retryAfterSeconds(field, now * 1000)).toBe(seconds);
    });
  });

  test("is a number of at least 0, whatever the text", () => {
    forAll(fc.string(), fc.nat(), (field, nowMs) => {
      expect(retryAfterSeconds(field, nowMs)).toBeGreaterThanOrEqual(0);
    });
  });
});
