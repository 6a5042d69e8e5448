import { unmarshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Attempt, DeliveryRecord } from "../../../../lambdas/shared/domain/delivery-record.ts";
import { laneKeysOf } from "../../../../lambdas/shared/domain/lane-keys.ts";
import { shardKeys } from "../../../../lambdas/shared/domain/shard.ts";
import { tenantKey } from "../../../../lambdas/shared/domain/tenant.ts";
import { numberOf, textOf } from "../../../../lambdas/shared/dynamodb/attributes.ts";
import {
  attemptSortPrefix,
  deliveryItemKey,
  deliveryKeyOf,
  readAttempt,
  readDeliveryItem,
  writeAttemptItem,
  writeDeliveryItem,
} from "../../../../lambdas/shared/dynamodb/delivery-item.ts";
import { attemptArbitrary, recordArbitrary } from "../../../support/delivery-arbitrary.ts";
import { forAll } from "../../../support/for-all.ts";
import { deliveryKeyArbitrary } from "../../../support/id-arbitrary.ts";

const firstAttempt: Attempt = {
  number: 1,
  startedAtMs: 1_700_000_000_100,
  durationMs: 80,
  verdict: "succeeded",
  httpStatus: 200,
  answer: "ok",
};
const delivered: DeliveryRecord = {
  application: "acme",
  environment: "sandbox",
  eventId: "evt_0000000000000000000001",
  webhookId: "wh_0000000000000000000002",
  eventType: "CARD_STATUS_CHANGE",
  acceptedAtMs: 1_700_000_000_000,
  status: "delivered",
  dispatch: 1,
  carrier: "-",
  attempts: 1,
  scheduleFrom: 0,
  scheduledAtMs: 1_700_000_000_000,
  lastOutcome: "200",
  settledAtMs: 1_700_000_000_200,
  expiresAtSeconds: 1_702_592_001,
  firstAttempt,
};

describe("writeDeliveryItem", () => {
  test("names the attributes as the protocol does, times in milliseconds but for the TTL", () => {
    expect(unmarshall(writeDeliveryItem(delivered))).toEqual({
      pk: "evt_0000000000000000000001",
      sk: "d#wh_0000000000000000000002",
      historyKey: "wh_0000000000000000000002#3",
      application: "acme",
      environment: "sandbox",
      eventType: "CARD_STATUS_CHANGE",
      acceptedAt: 1_700_000_000_000,
      status: "delivered",
      dispatch: 1,
      carrier: "-",
      attempts: 1,
      scheduleFrom: 0,
      scheduledAt: 1_700_000_000_000,
      lastOutcome: "200",
      settledAt: 1_700_000_000_200,
      expiresAt: 1_702_592_001,
      firstAttempt: {
        number: 1,
        startedAt: 1_700_000_000_100,
        duration: 80,
        verdict: "succeeded",
        httpStatus: 200,
        answer: "ok",
      },
    });
  });

  test("puts every delivery into its webhook's history", () => {
    forAll(recordArbitrary, (record) => {
      const { historyKey } = unmarshall(writeDeliveryItem(record));
      expect(shardKeys(record.webhookId)).toContain(historyKey);
    });
  });

  test("puts what is not delivered, and nothing else, into its tenant's list of undelivered", () => {
    forAll(recordArbitrary, (record) => {
      const { undeliveredKey } = unmarshall(writeDeliveryItem(record));
      const isListed = shardKeys(tenantKey(record)).includes(undeliveredKey);
      expect(isListed).toBe(record.status !== "delivered");
      expect(undeliveredKey === undefined).toBe(record.status === "delivered");
    });
  });

  test("puts what is parked, and nothing else, into its webhook's lane", () => {
    forAll(recordArbitrary, (record) => {
      const { lane } = unmarshall(writeDeliveryItem(record));
      expect(lane).toBe(record.status === "parked" ? record.webhookId : undefined);
      const { lane: other } = unmarshall(writeDeliveryItem(record, true));
      const keys = laneKeysOf(record.webhookId).slice(1);
      if (record.status === "parked") expect(keys).toContain(other);
      else expect(other).toBeUndefined();
    });
  });

  test("always writes a carrier, so that one condition serves", () => {
    forAll(recordArbitrary, (record) => {
      expect(writeDeliveryItem(record)["carrier"]).toEqual({ S: record.carrier });
    });
  });
});

describe("readDeliveryItem", () => {
  test("gives back any record that was written", () => {
    forAll(recordArbitrary, (record) => {
      expect(readDeliveryItem(writeDeliveryItem(record))).toStrictEqual(record);
    });
  });

  test("reads an item without a carrier as one that nobody carries", () => {
    const { carrier, ...item } = writeDeliveryItem(delivered);
    expect(carrier).toBeDefined();
    expect(readDeliveryItem(item).carrier).toBe("-");
  });

  test.each(["pk", "sk", "status", "dispatch", "attempts", "acceptedAt"])(
    "refuses an item without %s",
    (name) => {
      const item = writeDeliveryItem(delivered);
      delete item[name];
      expect(() => readDeliveryItem(item)).toThrow(`attribute ${name}`);
    },
  );
});

describe("deliveryKeyOf", () => {
  test("reads the key back from an item or an index entry", () => {
    forAll(deliveryKeyArbitrary, (key) => {
      expect(deliveryKeyOf({ ...deliveryItemKey(key) })).toEqual(key);
    });
  });
});

describe("writeAttemptItem", () => {
  test("lies beside its delivery, under its number and its start, for 60 days", () => {
    const attempt: Attempt = {
      number: 12,
      startedAtMs: 1_700_000_000_001,
      durationMs: 10_000,
      verdict: "retry",
      failure: "timeout",
      message: "no whole response within the timeout",
    };
    expect(unmarshall(writeAttemptItem(delivered, attempt))).toEqual({
      pk: "evt_0000000000000000000001",
      sk: "a#wh_0000000000000000000002#0012#1700000000001",
      number: 12,
      startedAt: 1_700_000_000_001,
      duration: 10_000,
      verdict: "retry",
      failure: "timeout",
      message: "no whole response within the timeout",
      expiresAt: 1_700_000_001 + 60 * 86_400,
    });
  });

  test("is read back as it was", () => {
    forAll(deliveryKeyArbitrary, attemptArbitrary, (key, attempt) => {
      expect(readAttempt(writeAttemptItem(key, attempt))).toStrictEqual(attempt);
    });
  });

  test("sorts by number, then by start, and is found under its webhook's prefix", () => {
    forAll(
      deliveryKeyArbitrary,
      fc.array(attemptArbitrary, { minLength: 2, maxLength: 5 }),
      (key, attempts) => {
        // Starts that are written with as many digits as any of today.
        const today = attempts.map((attempt) => ({
          ...attempt,
          startedAtMs: 1_000_000_000_000 + attempt.startedAtMs,
        }));
        const sortKeys = today.map((attempt) => textOf(writeAttemptItem(key, attempt), "sk"));
        const byTime = today.toSorted(
          (one, other) => one.number - other.number || one.startedAtMs - other.startedAtMs,
        );
        expect(sortKeys.toSorted()).toEqual(
          byTime.map((attempt) => textOf(writeAttemptItem(key, attempt), "sk")),
        );
        expect(sortKeys.every((text) => text.startsWith(attemptSortPrefix(key.webhookId)))).toBe(
          true,
        );
      },
    );
  });
});

describe("textOf and numberOf", () => {
  test("refuse an attribute that is absent or of the other type", () => {
    const item = { text: { S: "1" }, number: { N: "1" } };
    expect(textOf(item, "text")).toBe("1");
    expect(numberOf(item, "number")).toBe(1);
    expect(() => textOf(item, "number")).toThrow("no text attribute number");
    expect(() => numberOf(item, "text")).toThrow("no number attribute text");
    expect(() => textOf(item, "other")).toThrow("no text attribute other");
  });
});
