import { describe, expect, it } from "vitest";

import { readSettings } from "../../../lib/settings/read-settings.ts";
import { planConcurrency, reservingFunctions } from "../../../tools/deploy/concurrency-plan.ts";

/** The plan for an account in which nothing is reserved, unless `unreserved` says so. */
function plan(limit: number, given: Record<string, unknown> = {}, unreserved = limit) {
  const account = { region: "eu-west-1", limit, unreserved };
  return planConcurrency(account, readSettings(given), new Set(Object.keys(given)));
}

function planned(limit: number, given: Record<string, unknown> = {}, unreserved = limit) {
  const found = plan(limit, given, unreserved);
  if ("refused" in found) throw new Error(found.refused);
  const { settings } = found;
  return {
    set: [
      settings.deliverConcurrency,
      settings.deliverSlowConcurrency,
      settings.fanOutConcurrency,
      settings.fanOutSliceConcurrency,
      settings.notificationConcurrency,
    ],
    text: found.lines.join("\n"),
  };
}

function refused(limit: number, given: Record<string, unknown>, unreserved = limit): string {
  const found = plan(limit, given, unreserved);
  return "refused" in found ? found.refused : "";
}

const NONE = [undefined, undefined, undefined, undefined, undefined];
/** What is said of an account that is too small for several pools. */
const ISOLATION_OFF = "! So isolation is off";

describe("the queues of an account that may run", () => {
  it.each([
    [10, [2, 0, 2, 0, 2], 2],
    [11, [2, 0, 2, 0, 2], 3],
    [20, [8, 0, 3, 0, 2], 4],
    [49, [27, 0, 6, 0, 4], 9],
    [50, [16, 10, 4, 2, 3], 10],
    [100, [39, 21, 8, 3, 5], 20],
    [150, [62, 32, 13, 3, 6], 30],
    [232, [99, 49, 19, 4, 9], 46],
  ])("%i functions at once are set to %j, and %i are left to all else", (limit, set, others) => {
    const { set: found, text } = planned(limit);
    expect(found).toEqual(set);
    expect(set.reduce((sum, count) => sum + count, 2) + others).toBeLessThanOrEqual(limit);
    expect(text).toContain(`The account may run ${limit} functions at once in eu-west-1.`);
    expect(text).toContain(`-c deliverConcurrency=${set[0]} -c deliverSlowConcurrency=${set[1]}`);
    expect(text).toContain(`at most ${(set[0] ?? 0) * 10} requests to receivers`);
    expect(text).toContain("--quota-code L-B99A9384 --desired-value 1000");
    expect(text.includes("is sent whole")).toBe(set[3] === 0);
    expect(text.includes(ISOLATION_OFF)).toBe(set[1] === 0);
    expect(text.replace(ISOLATION_OFF, "")).not.toContain("!");
  });

  it.each([233, 500, 1000, 3000])("%i functions at once keep their defaults", (limit) => {
    const { set, text } = planned(limit);
    expect(set).toEqual(NONE);
    expect(text).toBe(
      `The account may run ${limit} functions at once in eu-west-1. Ringback's queues take at most 187.`,
    );
  });

  it.each([
    ["in small accounts", 1, 50],
    ["where there is room to keep tenants apart", 50, 233],
  ])("more at once never get less, %s", (_, from, to) => {
    let last = [0, 0, 0, 0, 0];
    for (let limit = from; limit < to; limit += 1) {
      const { set } = planned(limit);
      set.forEach((count, index) => expect(count).toBeGreaterThanOrEqual(last[index] ?? 0));
      last = set.map((count) => count ?? 0);
    }
  });

  it("fewer than the least that they take are told so, and how to get more", () => {
    const { set, text } = planned(6);
    expect(set).toEqual([2, 0, 2, 0, 2]);
    expect(text).toMatch(/! Ringback's queues may take 8 functions, and 2 .*: 4 too many/u);
    expect(text).toContain("aws service-quotas request-service-quota-increase --region eu-west-1");
  });

  it("many, of which others have reserved most, share what is left", () => {
    const { set, text } = planned(1000, {}, 100);
    expect(set).toEqual([39, 21, 8, 3, 5]);
    expect(text).toContain(
      "may run 1000 functions at once in eu-west-1, 900 of them reserved for other functions.",
    );
    expect(text).toContain("--desired-value 2000");
  });
});

describe("a setting that was given", () => {
  it("stays as it is, and the others share the rest", () => {
    expect(planned(60, { deliverConcurrency: "30" }).set).toEqual([undefined, 7, 3, 2, 2]);
    expect(planned(50, { deliverConcurrency: 30 }).set).toEqual([undefined, 4, 2, 2, 2]);
    expect(planned(50, { fanOutConcurrency: 2 }).set).toEqual([18, 11, undefined, 2, 3]);
    expect(planned(20, { fanOutSliceConcurrency: 2 }).set).toEqual([6, 0, 2, undefined, 2]);
    expect(planned(20, { deliverSlowConcurrency: 4 }).set).toEqual([5, undefined, 2, 0, 2]);
    expect(planned(20, { deliverSlowConcurrency: 0 }).set).toEqual([8, undefined, 3, 0, 2]);
  });

  it("is warned about where it does not fit", () => {
    const { set, text } = planned(10, { deliverConcurrency: "100" });
    expect(set).toEqual([undefined, 0, 2, 0, 2]);
    expect(text).toMatch(/! Ringback's queues may take 106 functions, .*: 98 too many/u);
    const given = { deliverConcurrency: 20, fanOutConcurrency: 4, notificationConcurrency: 2 };
    const all = planned(20, given);
    expect(all.set).toEqual([undefined, 0, undefined, 0, undefined]);
    expect(all.text).toMatch(/! Ringback's queues may take 28 functions/u);
    expect(planned(1000, { deliverConcurrency: 1000 }).text).toContain("--desired-value 2000");
  });

  it("is not warned about where it fits", () => {
    const { set, text } = planned(1000, { deliverConcurrency: 700 });
    expect(set).toEqual(NONE);
    expect(text).toBe(
      "The account may run 1000 functions at once in eu-west-1. Ringback's queues take at most 787.",
    );
  });
});

describe("a reservation", () => {
  it.each([
    [10, { configApiReservedConcurrency: 1 }, 10, 9],
    [100, { configApiReservedConcurrency: "1" }, 100, 99],
    [1000, { deliverReservedConcurrency: 600, fanOutReservedConcurrency: 301 }, 1000, 99],
    [1000, { deliverReservedConcurrency: 200 }, 250, 50],
    [50, { deliverReservedConcurrency: 200 }, 50, 0],
  ])("is refused in an account of %i with %j, of which %i are free", (limit, given, free, left) => {
    const text = refused(limit, given, free);
    expect(text).toContain(`${Object.keys(given)[0]}=${Object.values(given)[0]}`);
    expect(text).toContain(`${left} would stay unreserved, and Lambda wants at least 100`);
    expect(text).toContain("aws service-quotas request-service-quota-increase");
  });

  it("that leaves 100 functions is taken, and what lives on it takes nothing from the others", () => {
    expect(refused(1000, { deliverReservedConcurrency: 600, fanOutReservedConcurrency: 300 })).toBe(
      "",
    );
    expect(planned(1000, { deliverReservedConcurrency: 800 }).text).toBe(
      "The account may run 1000 functions at once in eu-west-1. Ringback's queues take at most 87.",
    );
    const given = { deliverConcurrency: 800, deliverReservedConcurrency: 880 };
    expect(planned(1000, given).set).toEqual(NONE);
  });

  it("names the functions that may have one already", () => {
    const given = { deliverReservedConcurrency: 200, configApiReservedConcurrency: 5 };
    expect(reservingFunctions(readSettings({ ...given, namePrefix: "acme" }))).toEqual([
      "acme-deliver",
      "acme-config-api",
    ]);
    expect(reservingFunctions(readSettings({}))).toEqual([]);
  });
});
