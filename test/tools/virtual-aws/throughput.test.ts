import { describe, expect, test } from "vitest";

import { limitThroughput } from "../../../tools/virtual-aws/dynamodb/throughput.ts";

describe("throughput", () => {
  const access = {
    table: "t",
    index: undefined,
    partitionKey: "p",
    kind: "write",
    units: 1,
  } as const;

  function open() {
    const clock = { nowMs: 0 };
    const throttle = limitThroughput({ now: () => clock.nowMs });
    /** How many of many accesses of different partitions go through. */
    const passed = (count: number, partitionOf: (index: number) => string, more = {}) =>
      Array.from({ length: count }, (_, index) =>
        throttle({ ...access, partitionKey: partitionOf(index), ...more }),
      ).filter((isThrottled) => !isThrottled).length;
    return { clock, passed };
  }

  test("of one partition is 1,000 writes and 3,000 reads a second, and comes back with time", () => {
    const { clock, passed } = open();
    expect(passed(2_000, () => "p")).toBe(1_000);
    expect(passed(4_000, () => "p", { kind: "read" })).toBe(3_000);
    clock.nowMs = 500;
    expect(passed(2_000, () => "p")).toBe(500);
    clock.nowMs = 10_000;
    expect(passed(2_000, () => "p")).toBe(1_000);
  });

  test("of a fresh table is 4,000 writes a second, and as much for each of its indexes", () => {
    const { passed } = open();
    const spread = (index: number) => `p${index % 100}`;
    expect(passed(6_000, spread)).toBe(4_000);
    expect(passed(6_000, spread, { index: "lane" })).toBe(4_000);
  });

  test("lets a large access through, and the next ones wait for its debt", () => {
    const { clock, passed } = open();
    expect(passed(1, () => "p", { units: 1_500 })).toBe(1);
    expect(passed(1, () => "p")).toBe(0);
    clock.nowMs = 499;
    expect(passed(1, () => "p")).toBe(0);
    clock.nowMs = 501;
    expect(passed(1, () => "p")).toBe(1);
  });
});
