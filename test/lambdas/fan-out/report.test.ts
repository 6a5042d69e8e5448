import { describe, expect, test } from "vitest";

import { makeFanOutReport } from "../../../lambdas/fan-out/report.ts";
import { makeRecordedLog } from "../../support/recorded-log.ts";

function setUp() {
  const { log, lines } = makeRecordedLog();
  const measured: unknown[] = [];
  const metrics = {
    add: (...measurement: unknown[]) => void measured.push(measurement),
    countBy: (...measurement: unknown[]) => void measured.push(measurement),
  };
  return { report: makeFanOutReport(log, metrics), lines, measured };
}

describe("the fan-out's report", () => {
  test("counts a rejection by what is to be done about it, and logs its reason, its fields and whether it can be read", () => {
    const { report, lines, measured } = setUp();
    const errors = ["detail.id", "detail.payload"].map((field) => ({ field, message: "expected" }));
    report.rejected({ reason: "malformed", errors }, "left_out");
    expect(measured).toEqual([["rejected", "malformed"]]);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      [
        "warn",
        "event rejected",
        { reason: "malformed", fields: "detail.id, detail.payload", keeping: "left_out" },
      ],
    ]);
  });

  test("names the event, its type and its tenant, as far as they are known", () => {
    const { report, lines, measured } = setUp();
    const rejection = { reason: "invalid_payload", errors: [] } as const;
    const tenant = { application: "acme", environment: "sandbox" } as const;
    const event = { id: "evt_1", type: "ORDER" };
    report.rejected(rejection, "kept", { ...event, tenant });
    report.rejected(rejection, "kept", event);
    expect(measured).toEqual([
      ["rejected", "invalid"],
      ["rejected", "invalid"],
    ]);
    const logged = { reason: "invalid_payload", fields: "", keeping: "kept" };
    const named = { event_id: "evt_1", event_type: "ORDER" };
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      ["warn", "event rejected", { ...logged, ...named, ...tenant }],
      ["warn", "event rejected", { ...logged, ...named }],
    ]);
  });

  test("logs what was not checked, with ten webhooks at most", () => {
    const { report, lines } = setUp();
    const webhookIds = Array.from({ length: 11 }, (_, index) => `wh_${index}`);
    const which = { application: "acme", environment: "production", eventType: "ORDER" } as const;
    report.unchecked({ ...which, eventId: "evt_1", schema: false, webhookIds });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      [
        "warn",
        "event not checked to the end: it would take too many steps",
        {
          event_id: "evt_1",
          application: "acme",
          environment: "production",
          event_type: "ORDER",
          schema: false,
          filters: 11,
          webhook_ids: webhookIds.slice(0, 10).join(", "),
        },
      ],
    ]);
  });

  test("says of an accepted event, at debug only, which it is and never what is in it", () => {
    const { report, lines, measured } = setUp();
    report.accepted(
      {
        id: "evt_0000000000000000000001",
        application: "acme",
        environment: "production",
        type: "TRANSACTION",
        acceptedAtMs: 1,
        payload: '{"pan":"4111"}',
        payloadHash: "hash",
        webhookIds: [],
      },
      2,
    );
    expect(measured).toEqual([]);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      [
        "debug",
        "event accepted",
        {
          event_id: "evt_0000000000000000000001",
          application: "acme",
          environment: "production",
          event_type: "TRANSACTION",
          webhooks: 2,
        },
      ],
    ]);
  });
});
