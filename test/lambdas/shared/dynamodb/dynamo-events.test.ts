import { inflateRawSync } from "node:zlib";

import { unmarshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { AcceptedEvent } from "../../../../lambdas/shared/domain/accepted-event.ts";
import type { Item } from "../../../../lambdas/shared/dynamodb/attributes.ts";
import {
  eventItemKey,
  readEventItem,
  writeEventItem,
  makeCarriedEvents,
  makeDynamoAcceptedEvents,
} from "../../../../lambdas/shared/dynamodb/dynamo-events.ts";
import {
  insertStatement,
  type Statement,
  type StatementResult,
} from "../../../../lambdas/shared/dynamodb/dynamo-statements.ts";
import { timeMsArbitrary } from "../../../support/delivery-arbitrary.ts";
import { forAll } from "../../../support/for-all.ts";
import {
  eventIdArbitrary,
  tenantArbitrary,
  webhookIdArbitrary,
} from "../../../support/id-arbitrary.ts";
import { jsonObjectArbitrary } from "../../../support/json-text-arbitrary.ts";

const event: AcceptedEvent = {
  id: "evt_0000000000000000000001",
  application: "acme",
  environment: "production",
  type: "TRANSACTION",
  acceptedAtMs: 1_700_000_000_001,
  producerId: "order-1",
  publication: "7bf73129-1428-4cd3-a780-95db273d1602",
  payloadHash: "hash",
  webhookIds: ["wh_0000000000000000000002", "wh_0000000000000000000003"],
  payload: '{"amount":5.00}',
};

const eventArbitrary = fc
  .tuple(
    tenantArbitrary,
    fc.record(
      {
        id: eventIdArbitrary,
        type: fc.string({ minLength: 1 }),
        acceptedAtMs: timeMsArbitrary,
        producerId: fc.string({ minLength: 1 }),
        publication: fc.uuid(),
        hops: fc.integer({ min: 1, max: 4 }),
        traceparent: fc.string({ minLength: 1 }),
        payloadHash: fc.base64String(),
        webhookIds: fc.array(webhookIdArbitrary),
        payload: fc
          .array(jsonObjectArbitrary.map((tokens) => tokens.join("")))
          .map((objects) => `{"a":[${objects.join(",")}]}`),
      },
      {
        requiredKeys: ["id", "type", "acceptedAtMs", "payloadHash", "webhookIds", "payload"],
        noNullPrototype: true,
      },
    ),
  )
  .map(([tenant, rest]) =>
    Object.assign({}, tenant, rest),
  ) as unknown as fc.Arbitrary<AcceptedEvent>;

describe("writeEventItem", () => {
  test("keeps an event once, with the webhooks that get it, for 60 days", () => {
    expect(unmarshall(writeEventItem(event))).toEqual({
      pk: "evt_0000000000000000000001",
      sk: "event",
      application: "acme",
      environment: "production",
      type: "TRANSACTION",
      acceptedAt: 1_700_000_000_001,
      producerId: "order-1",
      busId: "7bf73129-1428-4cd3-a780-95db273d1602",
      payloadHash: "hash",
      webhooks: ["wh_0000000000000000000002", "wh_0000000000000000000003"],
      payload: '{"amount":5.00}',
      expiresAt: 1_700_000_001 + 60 * 86_400,
    });
  });

  test("packs a payload of 1 KB of the usual kind well below the 1 KB of one write unit", () => {
    const line = { transaction_id: "9829a089-1804-40b6-9920-d31bacc07f17", amount: 100 };
    const payload = JSON.stringify({
      event: "TRANSACTION",
      lines: Array.from({ length: 14 }, () => line),
    });
    expect(payload.length).toBeGreaterThan(1000);
    const item = writeEventItem({ ...event, payload });
    expect(item["payload"]).toBeUndefined();
    const packed = item["packed"]?.B ?? new Uint8Array();
    expect(packed.length).toBeLessThan(300);
    expect(inflateRawSync(packed).toString()).toBe(payload);
  });

  test("leaves a payload that would not become smaller as it is", () => {
    // 300 characters without a repetition.
    const letters = Array.from({ length: 300 }, (_, index) =>
      String.fromCharCode(0x4e00 + index * 7),
    );
    const payload = JSON.stringify({ a: letters.join("") });
    const item = writeEventItem({ ...event, payload });
    const stored = item["packed"]?.B?.length ?? Buffer.byteLength(item["payload"]?.S ?? "");
    expect(stored).toBeLessThanOrEqual(Buffer.byteLength(payload));
    expect(writeEventItem({ ...event, payload: '{"a":1}' })["payload"]).toEqual({ S: '{"a":1}' });
  });
});

describe("readEventItem", () => {
  test("gives back any event that was written, packed or not", () => {
    forAll(eventArbitrary, (stored) => {
      expect(readEventItem(writeEventItem(stored))).toStrictEqual(stored);
    });
  });

  test("lies at the event's own key", () => {
    expect(eventItemKey(event.id)).toEqual({ pk: { S: event.id }, sk: { S: "event" } });
    expect(writeEventItem(event)).toMatchObject(eventItemKey(event.id));
  });
});

describe("carried events", () => {
  test("are read from the event's item", async () => {
    const keys: unknown[] = [];
    const events = makeCarriedEvents(async (key) => {
      keys.push(key);
      return writeEventItem(event);
    });
    await expect(events.read(event.id)).resolves.toMatchObject({
      type: "TRANSACTION",
      acceptedAtMs: 1_700_000_000_001,
      payload: '{"amount":5.00}',
    });
    expect(keys).toEqual([eventItemKey(event.id)]);
  });

  test("are undefined once they are no longer kept", async () => {
    const events = makeCarriedEvents(async () => undefined);
    await expect(events.read(event.id)).resolves.toBeUndefined();
  });
});

function setUp(result: StatementResult, there?: Item) {
  const statements: Statement[] = [];
  const reads: unknown[] = [];
  const events = makeDynamoAcceptedEvents({
    tableName: "deliveries",
    async run(statement) {
      statements.push(statement);
      return result;
    },
    async readItem(key) {
      reads.push(key);
      return there;
    },
  });
  return { events, statements, reads };
}

describe("accepted events", () => {
  test("are put with one write and no read when they are new", async () => {
    const { events, statements, reads } = setUp("written");
    await expect(events.putIfAbsent(event)).resolves.toEqual(event);
    expect(statements).toEqual([insertStatement("deliveries", writeEventItem(event))]);
    expect(reads).toEqual([]);
  });

  test("are what was there before when the id is known", async () => {
    const before = { ...event, payloadHash: "other", webhookIds: [] };
    const { events, reads } = setUp("duplicate", writeEventItem(before));
    await expect(events.putIfAbsent(event)).resolves.toEqual(before);
    expect(reads).toEqual([eventItemKey(event.id)]);
  });

  test("fail when the one that was there is gone a moment later", async () => {
    const { events } = setUp("duplicate");
    await expect(events.putIfAbsent(event)).rejects.toThrow(event.id);
  });
});
