import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  hourOf,
  isExchangeable,
  linkIdStart,
  missingReads,
} from "../../../../../lambdas/config-api/portal-links/domain/link-times.ts";

describe("the ids of links", () => {
  test("begin with their second in base 62", () => {
    expect(linkIdStart("acme", 0)).toBe("plk_acme_000000");
    expect(linkIdStart("acme", 999)).toBe("plk_acme_000000");
    expect(linkIdStart("a_b", 61_000)).toBe("plk_a_b_00000z");
    expect(linkIdStart("acme", 62_000)).toBe("plk_acme_000010");
    expect(linkIdStart("acme", -5000)).toBe("plk_acme_000000");
  });

  test("are sorted by their time", () => {
    const ms = fc.integer({ min: 0, max: 62 ** 6 * 1000 - 1 });
    fc.assert(
      fc.property(ms, ms, (one, other) => {
        const [early, late] = one < other ? [one, other] : [other, one];
        expect(linkIdStart("acme", early) <= linkIdStart("acme", late)).toBe(true);
      }),
    );
  });
});

test("an hour is counted by itself", () => {
  expect([0, 3_599_999, 3_600_000].map(hourOf)).toEqual([0, 0, 1]);
});

describe("a code opens its link", () => {
  const link = { codeUntilMs: 100, validUntilMs: 200 };

  test.each([
    ["while it is good", link, 99, true],
    ["not when its time is over", link, 100, false],
    ["not when the link has ended", { codeUntilMs: 300, validUntilMs: 200 }, 200, false],
    ["not twice", { ...link, exchangedAtMs: 50 }, 51, false],
  ])("%s", (_, given, nowMs, is) => {
    expect(isExchangeable(given, nowMs)).toBe(is);
  });
});

test("who writes needs to be able to read the same", () => {
  expect(missingReads(["webhooks:read", "webhooks:write", "events:read"])).toEqual([]);
  expect(missingReads(["webhooks:write", "deliveries:read", "event-types:write"])).toEqual([
    "webhooks:read",
    "event-types:read",
  ]);
});
