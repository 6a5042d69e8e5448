import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  LONGEST_FLOOR_SECONDS,
  nextDelaySeconds,
  plainDelaySeconds,
  type ExponentialPolicy,
  type FixedPolicy,
} from "../../../../lambdas/shared/domain/retry-policy.ts";
import { forAll } from "../../../support/for-all.ts";

const exponential: ExponentialPolicy = {
  kind: "exponential",
  attempts: 6,
  initialSeconds: 3,
  factor: 2,
  capSeconds: 20,
  jitter: 0.25,
};
const fixed: FixedPolicy = { kind: "fixed", attempts: 6, intervalSeconds: 5 };

const exponentialArbitrary: fc.Arbitrary<ExponentialPolicy> = fc.record({
  kind: fc.constant("exponential"),
  attempts: fc.integer({ min: 1, max: 1000 }),
  initialSeconds: fc.integer({ min: 1, max: 86_400 }),
  factor: fc.double({ min: 1, max: 10, noNaN: true }),
  capSeconds: fc.integer({ min: 1, max: 604_800 }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const fixedArbitrary: fc.Arbitrary<FixedPolicy> = fc.record({
  kind: fc.constant("fixed"),
  attempts: fc.integer({ min: 1, max: 1000 }),
  intervalSeconds: fc.integer({ min: 1, max: 604_800 }),
});
const policyArbitrary = fc.oneof(exponentialArbitrary, fixedArbitrary);
/** [0, 1), as Math.random gives it. */
const randomArbitrary = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("plainDelaySeconds", () => {
  test("multiplies from the initial delay up to the cap", () => {
    expect([1, 2, 3, 4, 5].map((attempt) => plainDelaySeconds(exponential, attempt))).toEqual([
      3, 6, 12, 20, 20,
    ]);
  });

  test("is the cap however often it was multiplied", () => {
    expect(plainDelaySeconds({ ...exponential, factor: 10 }, 100_000)).toBe(20);
  });

  test("is always the interval of a fixed policy", () => {
    expect([1, 2, 5].map((attempt) => plainDelaySeconds(fixed, attempt))).toEqual([5, 5, 5]);
  });
});

describe("nextDelaySeconds", () => {
  test.each([
    [0, 12 * 0.75],
    [0.5, 12],
    [0.75, 14], // 13.5
  ])("with the random number %d makes 12 s ± 25 %% to %d s", (random, delaySeconds) => {
    expect(nextDelaySeconds(exponential, 3, random)).toBe(delaySeconds);
  });

  test("makes whole seconds, at least one, wherever the jitter allows some", () => {
    forAll(exponentialArbitrary, randomArbitrary, (policy, random) => {
      const delaySeconds = nextDelaySeconds({ ...policy, attempts: 3 }, 2, random) ?? NaN;
      const plain = plainDelaySeconds(policy, 2);
      const last = Math.floor(plain * (1 + policy.jitter));
      const hasSome = Math.max(1, Math.ceil(plain * (1 - policy.jitter))) <= last;
      expect(Number.isInteger(delaySeconds) && delaySeconds >= 1).toBe(hasSome);
    });
  });

  test.each([
    [1, 0.25, 0, 1],
    [1, 0.25, 0.999, 1],
    [2, 0.25, 0.999, 2],
    [4, 0.25, 0, 3],
    [4, 0.25, 0.999, 5],
    [1.5, 0.25, 0, 1.125], // from 1.125 to 1.875
    [1.25, 0, 0.5, 1.25],
    [1, 1, 0, 1],
  ])("makes of %d s ± %d, with a random number %d, %d s", (plain, jitter, random, delaySeconds) => {
    const policy = { ...exponential, initialSeconds: plain, jitter };
    expect(nextDelaySeconds(policy, 1, random)).toBe(delaySeconds);
  });

  test("spreads after the cap, so that it passes the cap", () => {
    expect(nextDelaySeconds(exponential, 5, 0.9)).toBeCloseTo(20 * 1.2, 10);
  });

  test("stays within plus and minus the jitter of the plain delay, which stays within the cap", () => {
    forAll(exponentialArbitrary, fc.nat({ max: 999 }), randomArbitrary, (policy, n, random) => {
      const attempt = 1 + (n % policy.attempts);
      const delaySeconds = nextDelaySeconds({ ...policy, attempts: 1001 }, attempt, random);
      const plain = Math.min(
        policy.capSeconds,
        policy.initialSeconds * policy.factor ** (attempt - 1),
      );
      expect(plain).toBeLessThanOrEqual(policy.capSeconds);
      expect(delaySeconds).toBeGreaterThanOrEqual(plain * (1 - policy.jitter) * (1 - 1e-9));
      expect(delaySeconds).toBeLessThanOrEqual(plain * (1 + policy.jitter) * (1 + 1e-9));
    });
  });

  test("does not spread a fixed interval", () => {
    forAll(fixedArbitrary, randomArbitrary, (policy, random) => {
      expect(nextDelaySeconds({ ...policy, attempts: 2 }, 1, random)).toBe(policy.intervalSeconds);
    });
  });

  test("ends with the last attempt and not before", () => {
    forAll(policyArbitrary, fc.integer({ min: 1, max: 2000 }), (policy, attempt) => {
      const isSpent = nextDelaySeconds(policy, attempt, 0.5) === undefined;
      expect(isSpent).toBe(attempt >= policy.attempts);
    });
  });

  test.each([
    [0, 12],
    [11.9, 12],
    [15, 15],
    [21, 21],
    [14_400, 14_400],
    [14_401, 14_400],
    [1e9, 14_400],
  ])("takes a Retry-After of %d s as a floor up to 4 hours: %d s", (floorSeconds, delaySeconds) => {
    expect(nextDelaySeconds(exponential, 3, 0.5, floorSeconds)).toBe(delaySeconds);
  });

  test("takes it for a fixed schedule, too, and up to the longest delay of the policy where that is longer", () => {
    expect(nextDelaySeconds({ ...fixed, intervalSeconds: 1 }, 1, 0.5, 10)).toBe(10);
    expect(nextDelaySeconds({ ...exponential, capSeconds: 86_400 }, 3, 0.5, 1e9)).toBe(86_400);
  });

  test("never lets a receiver ask for more than that, nor for less than the plain delay", () => {
    forAll(policyArbitrary, randomArbitrary, fc.nat(), (policy, random, floorSeconds) => {
      const asked = nextDelaySeconds({ ...policy, attempts: 2 }, 1, random, floorSeconds) ?? NaN;
      const unasked = nextDelaySeconds({ ...policy, attempts: 2 }, 1, random) ?? NaN;
      expect(asked).toBeGreaterThanOrEqual(unasked);
      const longest = policy.kind === "fixed" ? policy.intervalSeconds : policy.capSeconds;
      const longestFloor = Math.max(LONGEST_FLOOR_SECONDS, longest);
      expect(asked).toBeGreaterThanOrEqual(Math.min(floorSeconds, longestFloor));
      expect(asked).toBeLessThanOrEqual(Math.max(unasked, longestFloor));
    });
  });

  test("ends a schedule however long the receiver asks to wait", () => {
    expect(nextDelaySeconds(fixed, 6, 0.5, 3600)).toBeUndefined();
  });
});
