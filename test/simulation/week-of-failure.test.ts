import { beforeAll, describe, expect, test } from "vitest";

import type { DeliverReport } from "../../lambdas/deliver/ports.ts";
import { EVENTS_PER_WAKE } from "../../lambdas/retry-lane/history.ts";
import { deliveryIdOf } from "../../lambdas/shared/domain/identifiers.ts";
import { sampleEvents } from "../../tools/virtual-aws/sample-event.ts";
import { runVirtualCloud, START_MS, type CloudRun } from "../../tools/virtual-aws/virtual-cloud.ts";
import { receiverOf } from "../../tools/virtual-aws/virtual-receiver.ts";
import { EXPLORES_A_PART } from "../support/explored.ts";

/** One seed of the simulation is looked at, and nothing else. */
const IS_REPLAYING = process.env["RINGBACK_SIM_SEED"] !== undefined;

const DELIVERIES = EXPLORES_A_PART ? 20 : 100;
const DAY_MS = 86_400_000;
const STEP_FUNCTIONS_HISTORY_LIMIT = 25_000;

/** SQS counts in whole seconds, and the calls before an attempt take a few milliseconds. */
const MOST_LATE_MS = 1_100;

/** Seconds of real time for a week of 5,500 attempts. */
const TIMEOUT_MS = 120_000;

/** When each delivery was attempted, and how late the latest of them was. */
class Attempts implements Partial<DeliverReport> {
  readonly atMs = new Map<string, number[]>();
  readonly lateByMs: number[] = [];
  readonly #dueMs = new Map<string, number>();

  attempted(...[identity, { startedAtMs }]: Parameters<DeliverReport["attempted"]>): void {
    const id = deliveryIdOf(identity);
    this.atMs.set(id, [...(this.atMs.get(id) ?? []), startedAtMs]);
    const dueMs = this.#dueMs.get(id);
    if (dueMs !== undefined) this.lateByMs.push(startedAtMs - dueMs);
  }

  committed(...[record]: Parameters<DeliverReport["committed"]>): void {
    if (record.nextAttemptAtMs !== undefined) {
      this.#dueMs.set(deliveryIdOf(record), record.nextAttemptAtMs);
    }
  }
}

function runOutage(upFromMs: number, report: Partial<DeliverReport>): Promise<CloudRun> {
  return runVirtualCloud({
    events: sampleEvents({ count: DELIVERIES, startMs: START_MS }),
    tenants: [{ webhooks: [{ profile: "pawapass" }] }],
    receive: receiverOf({ upFromMs, downAnswer: 500, answerMs: 100 }),
    seed: 0,
    report,
  });
}

describe.skipIf(IS_REPLAYING)("a receiver that is dead for the whole week", () => {
  const attempts = new Attempts();
  let run: CloudRun;

  beforeAll(async () => {
    run = await runOutage(Infinity, attempts);
  }, TIMEOUT_MS);

  test("gets 55 requests of every delivery", () => {
    expect(attempts.atMs.size).toBe(DELIVERIES);
    const counts = Array.from(attempts.atMs.values(), (times) => times.length);
    expect(new Set(counts)).toEqual(new Set([55]));
    expect(new Set(run.records.map((record) => record.attempts))).toEqual(new Set([55]));
  });

  test("gets none of them early, and none much more than a second late", () => {
    expect(Math.min(...attempts.lateByMs)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...attempts.lateByMs)).toBeLessThan(MOST_LATE_MS);
  });

  test("gets the last one within 7.6 days", () => {
    const last = Math.max(...[...attempts.atMs.values()].flat());
    expect(last - START_MS).toBeGreaterThan(6 * DAY_MS);
    expect(last - START_MS).toBeLessThan(7.6 * DAY_MS);
  });

  test("costs fewer than 2,100 transitions of its lane a week, and as many a day until the last attempt", () => {
    const transitions = run.executions.reduce((sum, execution) => sum + execution.transitions, 0);
    // The jitter of the unluckiest delivery makes its schedule half a day longer than a week.
    expect(transitions).toBeLessThan((2100 * 7.6) / 7);
  });

  test("needs executions that stay far from the limit of their history", () => {
    for (const { wakesMs } of run.executions) {
      expect(wakesMs.length * EVENTS_PER_WAKE).toBeLessThan(STEP_FUNCTIONS_HISTORY_LIMIT);
    }
  });

  test("has every delivery in the dropped queue exactly once", () => {
    expect(run.notices).toBe(DELIVERIES);
    const reasons = run.records.map(({ dropReason }) => dropReason);
    expect(new Set(reasons)).toEqual(new Set(["attempts_spent"]));
  });

  test("leaves no execution behind", () => {
    expect(run.executions.filter(({ endedAtMs }) => endedAtMs === undefined)).toEqual([]);
  });
});

describe.skipIf(IS_REPLAYING)("a receiver that is back after three days", () => {
  const upFromMs = START_MS + 3 * DAY_MS;
  const attempts = new Attempts();
  let run: CloudRun;

  beforeAll(async () => {
    run = await runOutage(upFromMs, attempts);
  }, TIMEOUT_MS);

  test("gets every delivery with its next attempt, when that is due", () => {
    expect(run.records).toHaveLength(DELIVERIES);
    expect(new Set(run.records.map(({ status }) => status))).toEqual(new Set(["delivered"]));
    for (const times of attempts.atMs.values()) {
      expect(times.filter((atMs) => atMs >= upFromMs)).toHaveLength(1);
    }
    expect(Math.max(...attempts.lateByMs)).toBeLessThan(MOST_LATE_MS);
  });

  test("leaves no execution behind", () => {
    expect(run.executions.filter(({ endedAtMs }) => endedAtMs === undefined)).toEqual([]);
  });
});
