import { describe, expect, test } from "vitest";

import { customHeaderField, wantsEvent } from "../../../../lambdas/shared/domain/webhook.ts";

describe("wantsEvent", () => {
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
    expect(wantsEvent({ events, status }, "CARD_STATUS_CHANGE", {})).toBe(isWanted);
  });

  test("is wanted only if the payload matches the filter, where there is one", () => {
    const webhook = { events: ["*"], status: "enabled", filter: { kind: ["a"] } } as const;
    expect(wantsEvent(webhook, "CARD_STATUS_CHANGE", { kind: "a" })).toBe(true);
    expect(wantsEvent(webhook, "CARD_STATUS_CHANGE", { kind: "b" })).toBe(false);
    expect(wantsEvent({ ...webhook, status: "gone" }, "CARD_STATUS_CHANGE", { kind: "a" })).toBe(
      false,
    );
  });
});

describe("customHeaderField", () => {
  test("names the sealed field of a header by its place", () => {
    expect(customHeaderField(0)).toBe("custom_header:0");
    expect(customHeaderField(12)).toBe("custom_header:12");
  });
});
