import { describe, expect, test } from "vitest";

import { resendChange } from "../../../../../lambdas/config-api/deliveries/domain/resend-change.ts";
import { applyChange } from "../../../../../lambdas/shared/domain/commit.ts";
import { NO_CARRIER } from "../../../../../lambdas/shared/domain/delivery-record.ts";
import { recordArbitrary, timeMsArbitrary } from "../../../../support/delivery-arbitrary.ts";
import { forAll } from "../../../../support/for-all.ts";

describe("resendChange", () => {
  test("begins a fresh schedule now, from any record", () => {
    forAll(recordArbitrary, timeMsArbitrary, (record, nowMs) => {
      expect(applyChange(record, resendChange(record, nowMs))).toMatchObject({
        status: "parked",
        carrier: NO_CARRIER,
        nextAttemptAtMs: nowMs,
        scheduledAtMs: Math.max(nowMs, record.acceptedAtMs + 1),
        scheduleFrom: record.attempts,
        attempts: record.attempts,
        dispatch: record.dispatch + 1,
      });
    });
  });

  test("takes away all that belongs to an end: TTL, time and reason", () => {
    forAll(recordArbitrary, timeMsArbitrary, (record, nowMs) => {
      const after = applyChange(record, resendChange(record, nowMs));
      expect(Object.keys(after)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(expiresAt|settledAt|dropReason)/u)]),
      );
    });
  });
});
