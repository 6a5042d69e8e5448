import fc from "fast-check";
import { expect, test } from "vitest";

import {
  attemptsInTime,
  attemptTimes,
} from "../../../../console/webhooks/edit/retry/attempt-times.ts";
import { DRAWING, retryDrawing } from "../../../../console/webhooks/edit/retry/drawing.ts";
import { retryPolicyOf } from "../../../../console/webhooks/edit/retry/retry-policy-of.ts";
import {
  scheduleRows,
  scheduleSentence,
} from "../../../../console/webhooks/edit/retry/schedule-words.ts";
import { EMPTY_RETRY } from "../../../../console/webhooks/edit/state/empty-form.ts";
import type { RetryForm } from "../../../../console/webhooks/edit/state/form-state.ts";
import {
  nextDelaySeconds,
  type RetryPolicy,
} from "../../../../lambdas/shared/domain/retry-policy.ts";
import { WEEK_OF_RETRIES } from "../../../../lambdas/shared/profiles/profile.ts";

const policies: fc.Arbitrary<RetryPolicy> = fc.oneof(
  fc.record({
    kind: fc.constant("fixed" as const),
    attempts: fc.integer({ min: 1, max: 1000 }),
    intervalSeconds: fc.integer({ min: 1, max: 86_400 }),
  }),
  fc.record({
    kind: fc.constant("exponential" as const),
    attempts: fc.integer({ min: 1, max: 1000 }),
    initialSeconds: fc.integer({ min: 1, max: 3600 }),
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
    capSeconds: fc.integer({ min: 3600, max: 86_400 }),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);

test("whatever is drawn by lot lies between the earliest and the latest", () => {
  fc.assert(
    fc.property(policies, fc.double({ min: 0, max: 0.999, noNaN: true }), (policy, random) => {
      const times = attemptTimes(policy);
      expect(times).toHaveLength(policy.attempts);
      let at = 0;
      for (const { attempt, earliest, latest } of times) {
        expect(at).toBeGreaterThanOrEqual(earliest - 1e-6);
        expect(at).toBeLessThanOrEqual(latest + 1e-6);
        at += nextDelaySeconds(policy, attempt, random) ?? 0;
      }
    }),
    { numRuns: 30 },
  );
});

test("every drawing lies within its borders, in the order of its attempts", () => {
  fc.assert(
    fc.property(policies, (policy) => {
      const { attempts, ticks } = retryDrawing(attemptTimes(policy));
      expect(attempts.at(0)?.attempt).toBe(1);
      expect(attempts.at(-1)?.attempt).toBe(policy.attempts);
      expect(attempts.length).toBeLessThan(302);
      for (const { x, fromX, toX } of attempts) {
        expect(DRAWING.left).toBeLessThanOrEqual(fromX);
        expect(fromX).toBeLessThanOrEqual(x);
        expect(x).toBeLessThanOrEqual(toX);
        expect(toX).toBeLessThanOrEqual(DRAWING.width - DRAWING.right);
      }
      for (const [index, { x }] of ticks.entries()) {
        expect(x - (ticks[index - 1]?.x ?? -100)).toBeGreaterThanOrEqual(30);
      }
    }),
    { numRuns: 50 },
  );
});

test("the week of retries in words, as pawaPass documents it", () => {
  const times = attemptTimes(WEEK_OF_RETRIES);
  expect(times.at(-1)?.plain).toBe(592_383);
  expect(scheduleSentence(times)).toBe(
    "55 attempts in 6 d 21 h, with jitter between 5 d 3 h and 8 d 14 h. Then the delivery is dropped; it can be resent.",
  );
  const rows = scheduleRows(times);
  expect(rows).toHaveLength(16);
  expect(rows[0]).toEqual({ attempts: "1", delay: "at once", at: "0 s" });
  expect(rows.at(-1)).toEqual({ attempts: "16–55", delay: "4 h", at: "8 h 33 min – 6 d 21 h" });
});

test("TransactionLink's six attempts in words", () => {
  const times = attemptTimes({ kind: "fixed", attempts: 6, intervalSeconds: 5 });
  expect(scheduleSentence(times)).toMatch(/^6 attempts in 25 s\. /u);
  expect(scheduleRows(times)).toEqual([
    { attempts: "1", delay: "at once", at: "0 s" },
    { attempts: "2–6", delay: "5 s", at: "5 s – 25 s" },
  ]);
});

test("one attempt has none after it", () => {
  const times = attemptTimes({ kind: "fixed", attempts: 1, intervalSeconds: 5 });
  expect(scheduleSentence(times)).toBe("One attempt, and none after it.");
  expect(retryDrawing(times).attempts).toHaveLength(1);
});

test("a schedule of more than 28 days is told to end then", () => {
  const times = attemptTimes({ kind: "fixed", attempts: 100, intervalSeconds: 86_400 });
  expect(attemptsInTime(times)).toHaveLength(29);
  expect(scheduleSentence(times)).toMatch(/After 28 d .*: 29 attempts are made by then\.$/u);
});

test.each<[Partial<RetryForm>, RetryPolicy | undefined]>([
  [{}, WEEK_OF_RETRIES],
  [{ kind: "exponential" }, WEEK_OF_RETRIES],
  [{ kind: "fixed" }, { kind: "fixed", attempts: 6, intervalSeconds: 5 }],
  [
    { kind: "fixed", attempts: " 3 ", intervalSeconds: "60" },
    { kind: "fixed", attempts: 3, intervalSeconds: 60 },
  ],
  [{ kind: "fixed", attempts: "0" }, undefined],
  [{ kind: "fixed", attempts: "1001" }, undefined],
  [{ kind: "fixed", intervalSeconds: "1.5" }, undefined],
  [{ kind: "exponential", attempts: "many" }, undefined],
  [{ kind: "exponential", factor: "0.5" }, undefined],
  [{ kind: "exponential", jitter: "2" }, undefined],
  [{ kind: "exponential", initialSeconds: "60", capSeconds: "30" }, undefined],
])("%j is drawn as the API reads it", (form, policy) => {
  expect(retryPolicyOf({ ...EMPTY_RETRY, ...form }, WEEK_OF_RETRIES)).toEqual(policy);
});
