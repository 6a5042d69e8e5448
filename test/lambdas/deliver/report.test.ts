import { describe, expect, test } from "vitest";

import { makeDeliverReport } from "../../../lambdas/deliver/report.ts";
import type { Attempt } from "../../../lambdas/shared/domain/delivery-record.ts";
import { blank, DELIVERY_ID, key, mine, NOW_MS } from "../../support/deliver-test-bed.ts";
import { makeRecordedLog } from "../../support/recorded-log.ts";

const failure: Attempt = {
  number: 2,
  startedAtMs: NOW_MS,
  durationMs: 10_000,
  verdict: "retry",
  failure: "timeout",
  message: "no whole response within the timeout",
};
const success: Attempt = {
  number: 1,
  startedAtMs: NOW_MS,
  durationMs: 80,
  verdict: "succeeded",
  httpStatus: 200,
  answer: "the answer",
};

function setUp(random = 0.5, sampleRate = 0.01) {
  const { log, lines } = makeRecordedLog();
  const measured: unknown[] = [];
  const metrics = {
    add: (...measurement: unknown[]) => void measured.push(measurement),
    countBy: (...measurement: unknown[]) => void measured.push(measurement),
  };
  const report = makeDeliverReport(log, metrics, sampleRate, () => random);
  const attempted = (attempt: Attempt) => report.attempted(mine, attempt);
  return {
    report,
    attempted,
    measured,
    lines: () => lines.map((line) => JSON.parse(line) as unknown),
  };
}

describe("an attempt", () => {
  test("is one line that holds the whole outcome", () => {
    const { attempted, measured, lines } = setUp();
    attempted(failure);
    expect(lines()).toEqual([
      [
        "info",
        "attempt",
        {
          delivery_id: DELIVERY_ID,
          webhook_id: key.webhookId,
          application: "acme",
          environment: "production",
          event_type: "TRANSACTION",
          attempt: 2,
          verdict: "retry",
          failure: "timeout",
          failure_message: "no whole response within the timeout",
          duration_ms: 10_000,
          since_accepted_ms: NOW_MS + 10_000 - mine.acceptedAtMs,
        },
      ],
    ]);
    expect(measured).toEqual([["attemptMs", 10_000]]);
  });

  test.each([
    ["expires_soon", [["clientCertificateExpiresSoon", 1]]],
    ["expired", [["clientCertificateExpiresSoon", 1]]],
    ["valid", []],
  ] as const)("with a client certificate that is %s", (certificate, more) => {
    const { report, measured } = setUp();
    report.attempted(mine, success, certificate);
    expect(measured).toEqual([["attemptMs", 80], ...more]);
  });

  test("is logged without what the receiver said", () => {
    const { attempted, lines } = setUp();
    attempted({ ...success, number: 2 });
    expect(lines()).toMatchObject([
      ["info", "attempt", { http_status: 200, verdict: "succeeded" }],
    ]);
    expect(JSON.stringify(lines())).not.toContain("the answer");
  });

  test.each([
    [0.0099, 1],
    [0.01, 0],
    [0.99, 0],
  ])(
    "that succeeds at once is logged in one of a hundred cases: with the random number %d %i times",
    (random, times) => {
      const { attempted, measured, lines } = setUp(random);
      attempted(success);
      expect(lines()).toHaveLength(times);
      expect(measured).toEqual([["attemptMs", 80]]);
    },
  );

  test.each([
    ["fails at once", { ...failure, number: 1 }],
    ["succeeds later", { ...success, number: 2 }],
    ["is rejected", { ...success, verdict: "rejected" as const }],
  ])("that %s is always logged", (_, attempt) => {
    const { attempted, lines } = setUp(0.99, 0);
    attempted(attempt);
    expect(lines()).toHaveLength(1);
  });
});

describe("a commit", () => {
  test("that puts a delivery off counts as deferred", () => {
    const { report, measured } = setUp();
    report.deferred();
    expect(measured).toEqual([["deferred", 1]]);
  });

  test("to delivered counts, with the time since the event was accepted", () => {
    const { report, measured, lines } = setUp();
    report.committed({ ...mine, status: "delivered", attempts: 2 }, mine.acceptedAtMs + 1234);
    expect(measured).toEqual([
      ["delivered", 1],
      ["publishToDeliveredMs", 1234],
    ]);
    expect(lines()).toEqual([]);
  });

  test("to delivered at the first attempt counts as that, too", () => {
    const { report, measured } = setUp();
    report.committed({ ...blank, status: "delivered", attempts: 1 }, blank.acceptedAtMs);
    expect(measured).toContainEqual(["firstAttemptDelivered", 1]);
  });

  test("to delivered never took less than no time, whatever the clocks", () => {
    const { report, measured } = setUp();
    report.committed({ ...blank, status: "delivered" }, blank.acceptedAtMs - 5);
    expect(measured).toContainEqual(["publishToDeliveredMs", 0]);
  });

  test.each(["queued", "parked"] as const)("to %s counts as retried", (status) => {
    const { report, measured, lines } = setUp();
    report.committed({ ...mine, status }, NOW_MS);
    expect(measured).toEqual([["retried", 1]]);
    expect(lines()).toEqual([]);
  });

  test.each(["receiver_down", "rejected"] as const)(
    "to dropped as %s counts as spent",
    (reason) => {
      const { report, measured } = setUp();
      report.committed({ ...mine, status: "dropped", dropReason: reason }, NOW_MS);
      expect(measured).toEqual([["dropped", "attempts_spent"]]);
    },
  );

  test("to dropped counts and is a warning that names the delivery and the reason", () => {
    const { report, measured, lines } = setUp();
    report.committed({ ...mine, status: "dropped", dropReason: "attempts_spent" }, NOW_MS);
    expect(measured).toEqual([["dropped", "attempts_spent"]]);
    expect(lines()).toEqual([
      [
        "warn",
        "dropped",
        {
          delivery_id: DELIVERY_ID,
          webhook_id: key.webhookId,
          application: "acme",
          environment: "production",
          event_type: "TRANSACTION",
          drop_reason: "attempts_spent",
          attempts: 3,
          last_outcome: "503",
        },
      ],
    ]);
  });
});
