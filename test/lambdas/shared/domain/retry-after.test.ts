import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { retryAfterSeconds } from "../../../../lambdas/shared/domain/retry-after.ts";

/** The example of RFC 9110, section 5.6.7: Sun, 06 Nov 1994 08:49:37 GMT. */
const EXAMPLE_MS = 784_111_777_000;

describe("retryAfterSeconds", () => {
  test.each([
    ["120", 120],
    [" 120 ", 120],
    ["0", 0],
    ["9999999999", 9_999_999_999],
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
    "1.5",
    "1e3",
    "0x10",
    "12345678901",
    "120, 5",
    "2094-11-06T08:49:37Z",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 2094",
    "Sun, 06 Nov 2094 08:49:37 +0200",
    "Mon, 99 Nov 2094 99:99:99 GMT",
  ])("takes %j for nothing", (field) => {
    expect(retryAfterSeconds(field, EXAMPLE_MS)).toBe(0);
  });

  test("reads any date that is to come as the time until then", () => {
    fc.assert(
      fc.property(fc.nat({ max: 4_000_000_000 }), fc.nat({ max: 10_000_000 }), (now, seconds) => {
        const field = new Date((now + seconds) * 1000).toUTCString();
        expect(retryAfterSeconds(field, now * 1000)).toBe(seconds);
      }),
    );
  });

  test("is a number of at least 0, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (field, nowMs) => {
        expect(retryAfterSeconds(field, nowMs)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
