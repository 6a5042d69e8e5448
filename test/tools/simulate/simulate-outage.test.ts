import { describe, expect, test } from "vitest";

import { plainDelaySeconds } from "../../../lambdas/shared/domain/retry-policy.ts";
import type { OutagePlan } from "../../../tools/simulate/options.ts";
import { simulateOutage } from "../../../tools/simulate/simulate-outage.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function planOf(plan: Partial<OutagePlan>): OutagePlan {
  return {
    profile: "pawapass",
    policy: undefined,
    downMs: 36 * HOUR_MS,
    answer: 503,
    deliveries: 1,
    seed: 1,
    ...plan,
  };
}

describe("a receiver that is down for 36 hours", async () => {
  const outage = await simulateOutage(planOf({ deliveries: 12 }));

  test("gets everything once it is back, within its next delay", () => {
    expect(outage.deliveries).toHaveLength(12);
    for (const { end, attempts } of outage.deliveries) {
      expect(end.kind).toBe("delivered");
      expect(end.atMs).toBeGreaterThan(36 * HOUR_MS);
      expect(end.atMs).toBeLessThan(41 * HOUR_MS + 2000);
      expect(attempts.slice(0, -1).every(({ outcome }) => outcome === "503")).toBe(true);
      expect(attempts.at(-1)?.outcome).toBe("204");
    }
    expect(outage.notices).toBe(0);
  });

  test("is asked on the schedule of the policy, each delay within its jitter", () => {
    for (const { attempts } of outage.deliveries) {
      for (const { number, endMs, wait } of attempts.slice(0, -1)) {
        const plainMs = plainDelaySeconds(outage.policy, number) * 1000;
        const waitMs = (wait?.untilMs ?? 0) - endMs;
        expect(waitMs).toBeGreaterThanOrEqual(plainMs * 0.75);
        expect(waitMs).toBeLessThanOrEqual(plainMs * 1.25 + 100);
      }
    }
  });

  test("is never asked early, and never later than SQS counts in seconds", () => {
    for (const { attempts } of outage.deliveries) {
      for (const [index, { atMs }] of attempts.slice(1).entries()) {
        const lateMs = atMs - (attempts[index]?.wait?.untilMs ?? 0);
        expect(lateMs).toBeGreaterThanOrEqual(0);
        expect(lateMs).toBeLessThan(2000);
      }
    }
  });

  test("is waited for by hold up to 8 s, by delay up to 15, parked beyond", () => {
    for (const { attempts } of outage.deliveries) {
      for (const { endMs, wait } of attempts.slice(0, -1)) {
        const waitMs = (wait?.untilMs ?? 0) - endMs;
        const kind = waitMs <= 8_000 ? "hold" : waitMs <= 900_100 ? "delay" : "park";
        expect(wait?.kind).toBe(kind);
      }
    }
  });

  test("has one lane at a time, which looks every quarter of an hour", () => {
    for (const [index, { startMs, wakesMs }] of outage.lanes.entries()) {
      expect(startMs).toBeGreaterThanOrEqual(outage.lanes[index - 1]?.endMs ?? 0);
      const gaps = wakesMs.slice(1).map((wakeMs, at) => wakeMs - (wakesMs[at] ?? 0));
      // It sleeps from the end of one look to the next, and a look takes its time.
      expect(gaps.every((gapMs) => gapMs >= 900_000 && gapMs < 901_000)).toBe(true);
    }
  });

  test("is the same for the same seed, and another for another", async () => {
    const [same, other] = [
      await simulateOutage(planOf({ deliveries: 12 })),
      await simulateOutage(planOf({ deliveries: 12, seed: 2 })),
    ];
    expect(same).toEqual(outage);
    expect(other.deliveries).not.toEqual(outage.deliveries);
  });
});

test("a receiver that is down for ever loses each delivery after 55 attempts and a week, visibly", async () => {
  const outage = await simulateOutage(planOf({ downMs: Infinity, deliveries: 10 }));
  for (const { attempts, end } of outage.deliveries) {
    expect(attempts).toHaveLength(55);
    expect(end).toMatchObject({ kind: "dropped", reason: "attempts_spent" });
    expect(end.atMs).toBeGreaterThan(6 * DAY_MS);
    expect(end.atMs).toBeLessThan(7.6 * DAY_MS);
  }
  expect(outage.notices).toBe(10);
  const transitions = outage.lanes.reduce((sum, lane) => sum + lane.transitions, 0);
  expect(transitions).toBeLessThan(2100);
});

test("transactionlink asks again five times, five seconds apart, and needs no lane", async () => {
  const outage = await simulateOutage(planOf({ profile: "transactionlink", downMs: Infinity }));
  const [delivery] = outage.deliveries;
  expect(delivery?.attempts).toHaveLength(6);
  expect(delivery?.attempts.slice(0, 5).map(({ wait }) => wait?.kind)).toEqual(
    Array.from({ length: 5 }, () => "hold"),
  );
  expect(outage.lanes).toEqual([]);
});

test("a receiver that does not answer takes ten seconds of each attempt", async () => {
  const outage = await simulateOutage(planOf({ downMs: 60_000, answer: "timeout" }));
  const failed = outage.deliveries[0]?.attempts.slice(0, -1) ?? [];
  expect(failed.map(({ outcome }) => outcome)).toContain("timeout");
  for (const { atMs, endMs } of failed) expect(endMs - atMs).toBe(10_000);
});

test("410 ends a delivery at once where the profile heeds it", async () => {
  const standard = await simulateOutage(planOf({ profile: "standard", answer: 410 }));
  expect(standard.deliveries[0]?.end).toMatchObject({ kind: "dropped", reason: "gone" });
  const pawapass = await simulateOutage(planOf({ downMs: 1000, answer: 410 }));
  expect(pawapass.deliveries[0]?.end.kind).toBe("delivered");
});
