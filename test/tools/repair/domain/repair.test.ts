import { describe, expect, test } from "vitest";

import { mustHaveRecords, repairOf } from "../../../../tools/repair/domain/repair.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 0, 31);

function repaired(status: "queued" | "parked" | "delivered" | "dropped", dueMs?: number) {
  const record = { status, ...(dueMs !== undefined && { nextAttemptAtMs: dueMs }) };
  return repairOf(record, NOW_MS, DAY_MS);
}

describe("a record", () => {
  test("that is queued is parked once it has been overdue for longer than a message lives", () => {
    expect(repaired("queued", NOW_MS - DAY_MS - 1)).toBe("park");
    expect(repaired("queued", NOW_MS - DAY_MS)).toBe("nothing");
    expect(repaired("queued", NOW_MS + HOUR_MS)).toBe("nothing");
  });

  test("that is queued without a time has been due for ever", () => {
    expect(repaired("queued")).toBe("park");
  });

  test("that is parked is noted, whenever it is due", () => {
    expect(repaired("parked", NOW_MS - 2 * DAY_MS)).toBe("note");
    expect(repaired("parked", NOW_MS + DAY_MS)).toBe("note");
  });

  test.each(["delivered", "dropped"] as const)("that is %s is left alone", (status) => {
    expect(repaired(status)).toBe("nothing");
  });
});

describe("deliveries of an event must have records", () => {
  test.each([
    ["not yet in its first day", NOW_MS - DAY_MS, false],
    ["from then on", NOW_MS - DAY_MS - 1, true],
    ["up to 28 days", NOW_MS - 28 * DAY_MS, true],
    ["not after that: they may be gone", NOW_MS - 28 * DAY_MS - 1, false],
  ])("%s", (_when, acceptedAtMs, expected) => {
    expect(mustHaveRecords(acceptedAtMs, NOW_MS, DAY_MS)).toBe(expected);
  });
});
