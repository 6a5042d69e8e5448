import { describe, expect, test } from "vitest";

import {
  measureFirstTry,
  measureWeek,
  MILLION,
  writeUnitsEach,
} from "../../bench/retry-cost-scenarios.ts";
import { amountOf, billOf, totalUsd, type Usage } from "../../tools/simulate/cost/usage.ts";
import { readPage } from "../support/pages.ts";

/** Write units of one kind of call, for each delivery. */
function unitsOf(usage: Usage, caller: string, call: string): number {
  const rows = usage.filter((row) => row.caller === caller && row.call === call);
  return amountOf(rows, "writeUnits") / MILLION;
}

describe("a million that are delivered at once", async () => {
  const { usage } = await measureFirstTry(300);

  test("take three write units each: event, record, history index", () => {
    expect(writeUnitsEach(usage)).toBe(3);
  });

  test("take one request of the rule, and half a request in batches of ten", () => {
    expect(amountOf(usage, "queueRequests") / MILLION).toBeCloseTo(1.5, 6);
    expect(amountOf(usage, "functionRequests") / MILLION).toBeCloseTo(0.2, 6);
  });

  test("cost at most $4", () => {
    expect(totalUsd(billOf(usage))).toBeLessThanOrEqual(4);
  });
});

describe("a million in a trickle, each a batch of its own", async () => {
  const { usage } = await measureFirstTry(100, { oneByOne: true });

  test("take six requests to SQS and two of Lambda each", () => {
    expect(amountOf(usage, "queueRequests") / MILLION).toBeCloseTo(6, 6);
    expect(amountOf(usage, "functionRequests") / MILLION).toBeCloseTo(2, 1);
  });

  test("cost what the README says", () => {
    const told = /\| together +\| \$[\d.]+ +\| \$([\d.]+) +\|/u.exec(readPage("README.md"))?.[1];
    const bill = billOf(usage);
    const isSo = Math.abs(totalUsd(bill) - Number(told)) < 0.1;
    expect(isSo ? [] : bill).toEqual([]);
  });
});

describe("a million that fail for a week", async () => {
  const week = await measureWeek(20, { receivers: 100 });

  test("write each attempt, its record, and five units for each wait in between that is no hold", () => {
    const { usage } = week;
    expect(unitsOf(usage, "deliver", "INSERT attempt")).toBe(55);
    // 48 or so of 54 waits: the jitter moves some of them over the border.
    const parks = unitsOf(usage, "deliver", "UPDATE delivery: index lane");
    const marks = unitsOf(usage, "retry-lane", "UPDATE delivery: index lane");
    expect(parks - marks).toBeGreaterThan(6);
    expect(marks).toBeGreaterThan(42);
    expect(marks).toBe(unitsOf(usage, "retry-lane", "UPDATE delivery"));
  });

  test("cost three transitions for each wake of a lane, whatever waits in it", () => {
    const { eachReceiver } = week;
    expect(amountOf(eachReceiver, "stateTransitions")).toBeGreaterThan(1900);
    expect(amountOf(eachReceiver, "stateTransitions")).toBeLessThan(2400);
    expect(amountOf(week.eachDelivery, "stateTransitions")).toBeLessThan(3);
  });

  test("cost at most $250, the time that receivers take aside", () => {
    expect(totalUsd(billOf(week.usage), ["receiverGbSeconds"])).toBeLessThanOrEqual(250);
  });
});
