import { beforeAll, describe, expect, test } from "vitest";

import { PROFILES } from "../../lambdas/shared/profiles/profiles.ts";
import { CalmRun } from "./calm-run.ts";
import { answerWith } from "./simulated-receiver.ts";

/** One seed of the simulation is looked at, and nothing else. */
const IS_REPLAYING = process.env["RINGBACK_SIM_SEED"] !== undefined;

const DELIVERIES = 1000;
const DAY_MS = 86_400_000;
const STEP_FUNCTIONS_HISTORY_LIMIT = 25_000;

/** Seconds of real time for a week of 55,000 attempts. */
const TIMEOUT_MS = 60_000;

describe.skipIf(IS_REPLAYING)("a receiver that is dead for the whole week", () => {
  const run = new CalmRun(DELIVERIES, {
    profile: PROFILES.pawapass,
    answer: (nowMs) => answerWith(500, nowMs),
  });
  const entries = () => [...run.cloud.ledger.entries.values()];

  beforeAll(() => run.toTheEnd(), TIMEOUT_MS);

  test("gets 55 requests of every delivery", () => {
    expect(entries()).toHaveLength(DELIVERIES);
    expect(new Set(entries().map(({ posts }) => posts))).toEqual(new Set([55]));
    expect(new Set(entries().map(({ attempts }) => attempts))).toEqual(new Set([55]));
  });

  test("gets none of them early, and none a second late", () => {
    // Early ones end the run.
    expect(Math.max(...entries().map(({ latestByMs }) => latestByMs))).toBeLessThan(1000);
  });

  test("gets the last one within 7.6 days", () => {
    const last = Math.max(...[...run.attemptedAtMs.values()].flat());
    expect(last - run.startMs).toBeGreaterThan(6 * DAY_MS);
    expect(last - run.startMs).toBeLessThan(7.6 * DAY_MS);
  });

  test("costs fewer than 2,100 transitions of its lane a week, and as many a day until the last attempt", () => {
    const transitions = [...run.lanes.values()].flatMap(({ transitionsAtMs }) => transitionsAtMs);
    const ofTheWeek = transitions.filter((atMs) => atMs < run.startMs + 7 * DAY_MS);
    expect(ofTheWeek.length).toBeLessThan(2100);
    // The jitter of the unluckiest of 1,000 deliveries makes its schedule half a day longer than a week.
    expect(transitions.length).toBeLessThan((2100 * 7.6) / 7);
  });

  test("needs one execution, far from the limit of its history", () => {
    const events = [...run.lanes.values()].map(({ historyEvents }) => historyEvents);
    expect(events).toHaveLength(1);
    expect(events[0]).toBeLessThan(STEP_FUNCTIONS_HISTORY_LIMIT);
  });

  test("has every delivery in the dropped queue exactly once", () => {
    expect(new Set(entries().map(({ notices }) => notices))).toEqual(new Set([1]));
    const records = [...run.cloud.deliveries.records.values()];
    expect(new Set(records.map(({ dropReason }) => dropReason))).toEqual(
      new Set(["attempts_spent"]),
    );
  });

  test("leaves nothing behind: no message, no execution, no lane that is open", () => {
    expect(run.cloud.deliveriesQueue.messages.size).toBe(0);
    expect(run.cloud.redriveQueue.messages.size).toBe(0);
    expect(run.cloud.executions.running.size).toBe(0);
    expect([...run.cloud.lanes.lanes.values()].map(({ state }) => state)).toEqual(["closed"]);
  });
});

describe.skipIf(IS_REPLAYING)("a receiver that is back after three days", () => {
  const downMs = 3 * DAY_MS;
  const run: CalmRun = new CalmRun(DELIVERIES, {
    profile: PROFILES.pawapass,
    answer: (nowMs) => answerWith(nowMs < run.startMs + downMs ? 500 : 204, nowMs),
  });

  beforeAll(() => run.toTheEnd(), TIMEOUT_MS);

  test("gets every delivery with its next attempt, when that is due", () => {
    const records = [...run.cloud.deliveries.records.values()];
    expect(records).toHaveLength(DELIVERIES);
    expect(new Set(records.map(({ status }) => status))).toEqual(new Set(["delivered"]));
    for (const times of run.attemptedAtMs.values()) {
      expect(times.filter((atMs) => atMs >= run.startMs + downMs)).toHaveLength(1);
    }
    const latestByMs = [...run.cloud.ledger.entries.values()].map((entry) => entry.latestByMs);
    expect(Math.max(...latestByMs)).toBeLessThan(1000);
  });

  test("leaves its lane closed", () => {
    expect(run.cloud.executions.running.size).toBe(0);
    expect([...run.cloud.lanes.lanes.values()].map(({ state }) => state)).toEqual(["closed"]);
  });
});
