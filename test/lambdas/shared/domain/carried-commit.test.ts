import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  asCarried,
  carriedCommitBody,
  deliveryIdIn,
  parseQueueMessage,
  turnOfCarried,
  type CarriedCommit,
} from "../../../../lambdas/shared/domain/carried-commit.ts";
import type { Commit } from "../../../../lambdas/shared/domain/commit.ts";
import { parseDeliveryMessage } from "../../../../lambdas/shared/domain/delivery-message.ts";
import { blankRecord } from "../../../../lambdas/shared/domain/delivery-record.ts";
import { forAll } from "../../../support/for-all.ts";

const identity = {
  application: "acme",
  environment: "production",
  eventId: "evt_0000000000000000000001",
  webhookId: "wh_0000000000000000000002",
  eventType: "TRANSACTION",
  acceptedAtMs: 5,
} as const;
const carried: CarriedCommit = {
  deliveryId: "dlv_0000000000000000000001_0000000000000000000002",
  dispatch: 3,
  application: "acme",
  environment: "production",
  eventType: "TRANSACTION",
  acceptedAtMs: 5,
  me: "old",
  commit: { kind: "park", nextAttemptAtMs: 9, lastOutcome: "503" },
  attempt: { number: 4, startedAtMs: 6, durationMs: 1, verdict: "retry", answer: "busy" },
  endedAtMs: 7,
};
const body = carriedCommitBody(carried);

describe("the body of a carried commit", () => {
  test("is read as it was written", () => {
    expect(parseQueueMessage(body)).toEqual({ carried });
    expect(deliveryIdIn(body)).toBe(carried.deliveryId);
  });

  test("is none of the last version's, which would take its delivery for its own", () => {
    expect(parseDeliveryMessage(body)).toBeUndefined();
  });

  test("takes a few KB, whatever the receiver answered", () => {
    forAll(fc.string({ maxLength: 1024, unit: "binary" }), (answer) => {
      const attempt = {
        number: 1,
        startedAtMs: 1,
        durationMs: 1,
        verdict: "retry",
        answer,
      } as const;
      expect(Buffer.byteLength(carriedCommitBody({ ...carried, attempt }))).toBeLessThan(16_384);
    });
  });

  test.each([
    ["no JSON", "{"],
    ["null", "null"],
    ["another message's", '{"carriedCommit":null}'],
    ["nothing", "{}"],
    ["another version's", body.replace('"version":1', '"version":2')],
    ["without its delivery", body.replace('"deliveryId"', '"id"')],
    ["without the message it is of", body.replace('"me"', '"you"')],
    ["of an unknown commit", body.replace('"park"', '"hold"')],
    ["of no tenant", body.replace('"production"', '"nowhere"')],
  ])("is not read when it is %s", (_, text) => {
    expect(parseQueueMessage(text)).toBeUndefined();
    expect(deliveryIdIn(text)).toBeUndefined();
  });

  test("stands beside ordinary messages", () => {
    const { deliveryId, dispatch, application, environment } = carried;
    const message = { deliveryId, dispatch, application, environment };
    expect(parseQueueMessage(JSON.stringify(message))).toEqual({ message });
    expect(deliveryIdIn(JSON.stringify(message))).toBe(deliveryId);
  });
});

test("a hold is carried as a park, anything else as it is", () => {
  const wait = { nextAttemptAtMs: 9, lastOutcome: "503" };
  expect(asCarried({ kind: "hold", ...wait })).toEqual({ kind: "park", ...wait });
  expect(asCarried(carried.commit)).toBe(carried.commit);
});

describe("what a carried commit has to do", () => {
  const record = { ...blankRecord(identity), dispatch: 3, carrier: "old", attempts: 3 };
  const delivered: Commit = { kind: "delivered", lastOutcome: "200" };

  test.each([
    ["no record, as before", undefined, { dispatch: 0 }, "commit"],
    ["no record any more", undefined, {}, "finished"],
    ["the record as it was", record, {}, "commit"],
    ["the same wait, parked", { ...record, status: "parked", carrier: "-" }, {}, "commit"],
    ["the same wait, carried by another", { ...record, carrier: "other" }, {}, "finished"],
    ["a later wait, held for the old message", { ...record, dispatch: 4 }, {}, "take_over"],
    ["a later wait of another", { ...record, dispatch: 4, carrier: "other" }, {}, "finished"],
    [
      "a later wait, parked",
      { ...record, dispatch: 4, status: "parked", carrier: "-" },
      {},
      "wake_lane",
    ],
    ["a later wait, and a success", { ...record, dispatch: 4 }, { commit: delivered }, "commit"],
    ["delivered", { ...record, status: "delivered", carrier: "-" }, {}, "finished"],
    ["dropped by another", { ...record, status: "dropped", carrier: "-" }, {}, "finished"],
    ["dropped by the old message", { ...record, status: "dropped" }, {}, "notice_again"],
    ["dropped by itself", { ...record, status: "dropped", carrier: "new" }, {}, "notice_again"],
  ] as const)("%s", (_, found, change, turn) => {
    expect(turnOfCarried(found, { ...carried, ...change }, "new").turn).toBe(turn);
  });
});
