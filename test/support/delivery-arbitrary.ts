import fc from "fast-check";

import type { Commit } from "../../lambdas/shared/domain/commit.ts";
import type {
  Attempt,
  DeliveryRecord,
  DropReason,
} from "../../lambdas/shared/domain/delivery-record.ts";
import { deliveryKeyArbitrary, tenantArbitrary } from "./id-arbitrary.ts";

/** Up to the year 2096. */
export const timeMsArbitrary = fc.nat({ max: 4_000_000_000_000 });

const dropReasonArbitrary = fc.constantFrom<DropReason>(
  "attempts_spent",
  "rejected",
  "gone",
  "webhook_deleted",
  "expired",
  "cancelled",
  "unprocessable",
);
const lastOutcomeArbitrary = fc.constantFrom("200", "410", "503", "timeout", "dns");
const messageIdArbitrary = fc.uuid();

/** Any attempt that the history must keep. */
export const attemptArbitrary = fc.record(
  {
    number: fc.integer({ min: 1, max: 9999 }),
    startedAtMs: timeMsArbitrary,
    durationMs: fc.nat(),
    verdict: fc.constantFrom("succeeded", "retry", "rejected"),
    httpStatus: fc.integer({ min: 200, max: 599 }),
    location: fc.webUrl(),
    failure: fc.constantFrom("timeout", "dns", "connect"),
    message: fc.string({ unit: "grapheme" }),
    answer: fc.string({ unit: "grapheme" }),
  },
  { requiredKeys: ["number", "startedAtMs", "durationMs", "verdict"], noNullPrototype: true },
) as fc.Arbitrary<Attempt>;

/** Any record, also such as the protocol never makes. */
export const recordArbitrary = fc
  .tuple(
    tenantArbitrary,
    deliveryKeyArbitrary,
    fc.record(
      {
        eventType: fc.stringMatching(/^[A-Z][A-Z_.]{0,20}$/u),
        acceptedAtMs: timeMsArbitrary,
        status: fc.constantFrom("queued", "parked", "delivered", "dropped"),
        dispatch: fc.nat(),
        carrier: fc.oneof(fc.constant("-"), messageIdArbitrary),
        attempts: fc.nat(),
        scheduleFrom: fc.nat(),
        scheduledAtMs: timeMsArbitrary,
        nextAttemptAtMs: timeMsArbitrary,
        dropReason: dropReasonArbitrary,
        lastOutcome: lastOutcomeArbitrary,
        settledAtMs: timeMsArbitrary,
        expiresAtSeconds: fc.nat({ max: 4_000_000_000 }),
        firstAttempt: attemptArbitrary,
      },
      {
        requiredKeys: [
          "eventType",
          "acceptedAtMs",
          "status",
          "dispatch",
          "carrier",
          "attempts",
          "scheduleFrom",
          "scheduledAtMs",
        ],
        noNullPrototype: true,
      },
    ),
  )
  .map(([tenant, key, rest]) =>
    Object.assign({}, tenant, key, rest),
  ) as unknown as fc.Arbitrary<DeliveryRecord>;

/** Any commit of the delivery protocol. */
export const commitArbitrary: fc.Arbitrary<Commit> = fc.oneof(
  fc.record({ kind: fc.constant("delivered" as const), lastOutcome: lastOutcomeArbitrary }),
  fc.record({
    kind: fc.constant("delivered" as const),
    lastOutcome: lastOutcomeArbitrary,
    firstAttempt: attemptArbitrary,
  }),
  fc.record({
    kind: fc.constantFrom("hold" as const, "park" as const),
    nextAttemptAtMs: timeMsArbitrary,
    lastOutcome: lastOutcomeArbitrary,
  }),
  fc.record({
    kind: fc.constantFrom("defer" as const, "hand_over" as const),
    nextAttemptAtMs: timeMsArbitrary,
  }),
  fc.record({
    kind: fc.constant("drop" as const),
    reason: dropReasonArbitrary,
    attempted: fc.boolean(),
    lastOutcome: lastOutcomeArbitrary,
  }),
);
