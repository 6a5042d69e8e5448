import { describe, expect, test } from "vitest";

import {
  customHeaderField,
  limitOf,
  wantsType,
  oauth2ParameterField,
  oauth2ParameterIndex,
} from "../../../../lambdas/shared/domain/webhook.ts";

describe("wantsType", () => {
  test.each([
    [["CARD_STATUS_CHANGE"], "enabled", true],
    [["TRANSACTION", "CARD_STATUS_CHANGE"], "enabled", true],
    [["*"], "enabled", true],
    [["TRANSACTION"], "enabled", false],
    [["CARD_*"], "enabled", false],
    [["card_status_change"], "enabled", false],
    [[], "enabled", false],
    [["CARD_STATUS_CHANGE"], "disabled", true], // paused: its deliveries wait
    [["CARD_STATUS_CHANGE"], "gone", false],
    [["*"], "gone", false],
  ] as const)("of a webhook for %j that is %s is %s", (events, status, isWanted) => {
    expect(wantsType({ events, status }, "CARD_STATUS_CHANGE")).toBe(isWanted);
  });
});

describe("customHeaderField", () => {
  test("names the sealed field of a header by its place", () => {
    expect(customHeaderField(0)).toBe("custom_header:0");
    expect(customHeaderField(12)).toBe("custom_header:12");
  });
});

describe("oauth2ParameterField", () => {
  test("names the sealed field of a parameter by its place, and back", () => {
    expect(oauth2ParameterIndex(oauth2ParameterField(12))).toBe(12);
    expect(oauth2ParameterIndex(customHeaderField(12))).toBeUndefined();
  });
});

test.each([
  [{}, undefined],
  [{ rateLimit: 5 }, { perSecond: 5 }],
  [{ maxInFlight: 3 }, { inFlight: 3 }],
  [
    { rateLimit: 0.01, maxInFlight: 1 },
    { perSecond: 0.01, inFlight: 1 },
  ],
])("the limits of a configuration: %j", (config, limit) => {
  expect(limitOf(config)).toEqual(limit);
});

test.each([
  [{}, { perSecond: 5, inFlight: 3 }],
  [{ rateLimit: 7 }, { perSecond: 7, inFlight: 3 }],
  [{ maxInFlight: 30 }, { perSecond: 5, inFlight: 30 }],
])("a default holds where a configuration has none of its own: %j", (config, limit) => {
  expect(limitOf(config, { rateLimit: 5, maxInFlight: 3 })).toEqual(limit);
});
