import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { commitAfterAttempt } from "../../../lambdas/deliver/choose-commit.ts";
import type { Commit } from "../../../lambdas/shared/domain/commit.ts";
import { nextDelaySeconds } from "../../../lambdas/shared/domain/retry-policy.ts";
import { PROFILES } from "../../../lambdas/shared/profiles/profiles.ts";
import { NOW_MS } from "../../support/deliver-test-bed.ts";
import { forAll } from "../../support/for-all.ts";

const constants = { holdMaxSeconds: 60, horizonSeconds: 900, renewFromReceive: 20 };

/** The commit after a failed attempt of a schedule that began with the delivery. */
function afterFailure(attempts: number, random: number, receiveCount = 1): Commit {
  const attempt = {
    number: attempts + 1,
    startedAtMs: NOW_MS,
    durationMs: 0,
    verdict: "retry" as const,
  };
  return commitAfterAttempt(
    { attempt, outcome: { verdict: "retry", floorSeconds: 0 }, lastOutcome: "503" },
    { attempts, scheduleFrom: 0 },
    PROFILES.standard,
    receiveCount,
    { nowMs: NOW_MS, random, constants, mayHold: true },
  );
}

describe("a week of 55 failures", () => {
  test("is held 6 times, parked 48 times, then dropped", () => {
    const kinds = Array.from({ length: 55 }, (_, attempts) => afterFailure(attempts, 0.5).kind);
    expect(kinds.filter((kind) => kind === "hold")).toHaveLength(6);
    expect(kinds.filter((kind) => kind === "park")).toHaveLength(48);
    expect(kinds.at(-1)).toBe("drop");
  });

  test("waits no less than its delays, in whole milliseconds, and holds only what is due within 60 s", () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    forAll(
      fc.nat({ max: 53 }),
      random,
      fc.integer({ min: 1, max: 40 }),
      (attempts, spread, receives) => {
        const commit = afterFailure(attempts, spread, receives);
        const { nextAttemptAtMs } = commit as Extract<Commit, { kind: "hold" }>;
        const delaySeconds = nextDelaySeconds(PROFILES.standard.retry, attempts + 1, spread) ?? NaN;
        expect(nextAttemptAtMs - NOW_MS).toBeGreaterThanOrEqual(delaySeconds * 1000);
        const plainMs = Math.min(14_400, 2 ** attempts) * 1000;
        expect(Number.isInteger(nextAttemptAtMs)).toBe(true);
        expect(nextAttemptAtMs - NOW_MS).toBeGreaterThanOrEqual(plainMs * 0.75);
        expect(nextAttemptAtMs - NOW_MS).toBeLessThanOrEqual(plainMs * 1.25 + 1);
        const isHeld = nextAttemptAtMs - NOW_MS <= 60_000 && receives < 20;
        expect(commit.kind).toBe(isHeld ? "hold" : "park");
      },
    );
  });
});
