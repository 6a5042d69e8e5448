import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  blankRecord,
  isTerminal,
  type DeliveryRecord,
} from "../../../../lambdas/shared/domain/delivery-record.ts";
import { whoseTurn } from "../../../../lambdas/shared/domain/whose-turn.ts";
import { recordArbitrary } from "../../../support/delivery-arbitrary.ts";
import { forAll } from "../../../support/for-all.ts";

const base = blankRecord({
  application: "acme",
  environment: "production",
  eventId: "evt_0000000000000000000001",
  webhookId: "wh_0000000000000000000002",
  eventType: "CARD_STATUS_CHANGE",
  acceptedAtMs: 1,
});

function record(fields: Partial<DeliveryRecord>): DeliveryRecord {
  return { ...base, dispatch: 3, ...fields };
}

describe("whoseTurn", () => {
  // The table of D1, row by row; `dispatch` 3 is the record's own.
  test.each([
    ["no record, dispatch 0", undefined, 0, "mine"],
    ["no record, any other dispatch", undefined, 1, "finished"],
    ["dropped by this message", record({ status: "dropped", carrier: "me" }), 2, "notice_again"],
    ["dropped by another message", record({ status: "dropped", carrier: "other" }), 3, "finished"],
    ["dropped by nobody (cancelled)", record({ status: "dropped", carrier: "-" }), 3, "finished"],
    ["delivered", record({ status: "delivered", carrier: "-" }), 3, "finished"],
    [
      "delivered, this message once its carrier",
      record({ status: "delivered", carrier: "me" }),
      3,
      "finished",
    ],
    ["queued on this message", record({ status: "queued", carrier: "me" }), 0, "mine"],
    ["queued on another message", record({ status: "queued", carrier: "other" }), 3, "finished"],
    ["parked, this wait", record({ status: "parked" }), 3, "mine"],
    ["parked, an earlier wait", record({ status: "parked" }), 2, "wake_lane"],
    ["parked, a first message come late", record({ status: "parked" }), 0, "wake_lane"],
  ] as const)("%s", (_, seen, dispatch, turn) => {
    const decided = whoseTurn(seen, dispatch, "me");
    expect(decided.turn).toBe(turn);
    expect("record" in decided ? decided.record : "none").toBe(turn === "finished" ? "none" : seen);
  });

  test("decides for every record and every message, and never lets a terminal delivery be attempted", () => {
    forAll(
      fc.option(recordArbitrary, { nil: undefined }),
      fc.nat({ max: 5 }),
      fc.boolean(),
      (seen, dispatch, isCarrier) => {
        const me = isCarrier ? (seen?.carrier ?? "me") : "me";
        const { turn } = whoseTurn(seen, dispatch, me);
        const isEnded = seen !== undefined && isTerminal(seen);
        expect(
          isEnded ? ["notice_again", "finished"] : ["mine", "wake_lane", "finished"],
        ).toContain(turn);
      },
    );
  });
});
