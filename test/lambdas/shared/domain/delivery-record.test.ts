import { describe, expect, test } from "vitest";

import {
  blankRecord,
  isPending,
  isTerminal,
  NO_CARRIER,
} from "../../../../lambdas/shared/domain/delivery-record.ts";

describe("isTerminal", () => {
  test.each([
    ["queued", false],
    ["parked", false],
    ["delivered", true],
    ["dropped", true],
  ] as const)("of a %s delivery is %s", (status, isEnded) => {
    expect(isTerminal({ status })).toBe(isEnded);
  });
});

describe("isPending", () => {
  test.each([
    ["queued", 0, true],
    ["queued", 1, false],
    ["parked", 0, false],
    ["dropped", 0, false],
  ] as const)("of a %s delivery with %i attempts is %s", (status, attempts, pending) => {
    expect(isPending({ status, attempts })).toBe(pending);
  });
});

describe("blankRecord", () => {
  test("has no commit, no attempt and no carrier, and its schedule begins with the event", () => {
    const identity = {
      application: "acme",
      environment: "sandbox",
      eventId: "evt_0000000000000000000001",
      webhookId: "wh_0000000000000000000002",
      eventType: "TRANSACTION",
      acceptedAtMs: 5,
    } as const;
    expect(blankRecord(identity)).toStrictEqual({
      ...identity,
      status: "queued",
      dispatch: 0,
      carrier: NO_CARRIER,
      attempts: 0,
      scheduleFrom: 0,
      scheduledAtMs: 5,
    });
  });
});
