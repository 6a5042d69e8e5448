import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  type AttemptFailureReason,
  type AttemptResponse,
  type AttemptResult,
  classifyAttempt,
  lastOutcomeOf,
} from "../../../../lambdas/shared/domain/attempt-outcome.ts";
import { forAll } from "../../../support/for-all.ts";

function response(status: number, retryAfter?: string): AttemptResponse {
  const times = { startedAtMs: 784_111_700_000, durationMs: 7_000 };
  return { kind: "response", status, bodyHead: "", retryAfter, ...times };
}

function failure(reason: AttemptFailureReason): AttemptResult {
  return { kind: "failure", reason, message: "no answer", startedAtMs: 1, durationMs: 2 };
}

describe("classifyAttempt", () => {
  test("takes 2xx, and only 2xx, for success", () => {
    forAll(fc.integer({ min: 100, max: 999 }), fc.boolean(), (status, heedsReceiver) => {
      const isSuccess = classifyAttempt(response(status), heedsReceiver).verdict === "succeeded";
      expect(isSuccess).toBe(status >= 200 && status < 300);
    });
  });

  test.each([
    [199, "retry"],
    [200, "succeeded"],
    [299, "succeeded"],
    [300, "retry"],
  ])("takes %i for %s", (status, verdict) => {
    expect(classifyAttempt(response(status), true).verdict).toBe(verdict);
  });

  test.each([301, 302, 304, 400, 401, 404, 409, 500, 502, 504])(
    "retries %i on schedule",
    (status) => {
      expect(classifyAttempt(response(status, "120"), true)).toEqual({
        verdict: "retry",
        floorSeconds: 0,
      });
    },
  );

  test.each([
    [429, "120", 120],
    [503, "120", 120],
    [503, "Sun, 06 Nov 1994 08:49:37 GMT", 70], // 70 s after the end of the attempt
    [503, undefined, 0],
    [429, "never", 0],
  ])("retries %i with Retry-After %j not before %d s", (status, retryAfter, floorSeconds) => {
    expect(classifyAttempt(response(status, retryAfter), true)).toEqual({
      verdict: "retry",
      floorSeconds,
    });
  });

  test("takes 410 for the receiver's word that it is gone", () => {
    expect(classifyAttempt(response(410), true)).toEqual({ verdict: "rejected", reason: "gone" });
  });

  test.each([
    [[404], 404, true],
    [[404], 404, false],
    [[400, 503], 503, true],
    [[410], 410, false],
  ])("of %j takes %i for a rejection, the receiver heeded (%s) or not", (stopOn, status, heeds) => {
    expect(classifyAttempt(response(status, "120"), heeds, stopOn)).toEqual({
      verdict: "rejected",
      reason: "rejected",
    });
  });

  test("takes neither another answer for one, nor success, nor a status that came without an end", () => {
    const verdict = (result: AttemptResult) =>
      classifyAttempt(result, true, [404, 200, 410]).verdict;
    expect(verdict(response(400))).toBe("retry");
    expect(verdict(response(200))).toBe("succeeded");
    expect(verdict({ ...failure("timeout"), status: 404 })).toBe("retry");
    expect(classifyAttempt(response(410), true, [410])).toMatchObject({ reason: "gone" });
  });

  test.each([410, 429, 503])(
    "retries %i on schedule where the profile does not heed the receiver",
    (status) => {
      expect(classifyAttempt(response(status, "120"), false)).toEqual({
        verdict: "retry",
        floorSeconds: 0,
      });
    },
  );

  test.each([
    "timeout",
    "dns",
    "connect",
    "tls",
    "connection_lost",
    "refused_destination",
    "bad_response",
    "bad_configuration",
  ] as const)("retries %s on schedule", (reason) => {
    expect(classifyAttempt(failure(reason), true)).toEqual({ verdict: "retry", floorSeconds: 0 });
  });
});

describe("lastOutcomeOf", () => {
  test("is the status of an answer, or what there was instead of one", () => {
    expect(lastOutcomeOf(response(503))).toBe("503");
    expect(lastOutcomeOf(failure("timeout"))).toBe("timeout");
  });
});
