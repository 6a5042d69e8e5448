import { randomBytes } from "node:crypto";

import { beforeAll, expect, test } from "vitest";

import {
  type ListedDelivery,
  mergeNewestFirst,
} from "../../lambdas/config-api/deliveries/merge-newest-first.ts";
import { idWindow } from "../../lambdas/config-api/statistics/domain/id-window.ts";
import type { AcceptedEvent } from "../../lambdas/shared/domain/accepted-event.ts";
import {
  type Attempt,
  blankRecord,
  type DeliveryRecord,
} from "../../lambdas/shared/domain/delivery-record.ts";
import { base62, webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import { shardKey, shardKeys } from "../../lambdas/shared/domain/shard.ts";
import { type Tenant, tenantKey } from "../../lambdas/shared/domain/tenant.ts";
import type { FilledHistory } from "../support/dynamo-stores.ts";

const ALL = { fromMs: 0, toMs: 9_999_999_999_999 };

/**
 * What every reader of the deliveries table does. Each test has a tenant and webhooks of its own.
 */
export function deliveryHistoryContract(open: () => Promise<FilledHistory>): void {
  let history: FilledHistory;

  beforeAll(async () => {
    history = await open();
  });

  /** Everything in the shards of an owner, newest first. */
  async function listed(
    index: "history" | "undelivered",
    owner: string,
    { range = ALL, pageSize = 10 } = {},
  ): Promise<ListedDelivery[]> {
    const lists = shardKeys(owner).map((key) =>
      history.reader.list({ index, key }, range, pageSize),
    );
    const found: ListedDelivery[] = [];
    for await (const delivery of mergeNewestFirst(lists)) found.push(delivery);
    return found;
  }

  test("an event is read as it was put, whatever its size", async () => {
    const small = newEvent();
    const large = { ...newEvent(), producerId: "p-1", payload: `{"a":"${"x".repeat(5000)}"}` };
    for (const event of [small, large]) {
      expect(await history.reader.event(event.id)).toBeUndefined();
      await history.putEvent(event);
      expect(await history.reader.event(event.id)).toEqual(event);
    }
  });

  test("a record is read as it was put", async () => {
    const record: DeliveryRecord = {
      ...newRecord(),
      status: "dropped",
      dropReason: "attempts_spent",
      lastOutcome: "503",
      attempts: 55,
    };
    expect(await history.reader.record(record)).toBeUndefined();
    await history.putRecord(record);
    expect(await history.reader.record(record)).toEqual(record);
  });

  test("250 records are read at once", async () => {
    const records = Array.from({ length: 250 }, (_, index) => newRecord({ acceptedAtMs: index }));
    await Promise.all(records.map((record) => history.putRecord(record)));
    expect(await Promise.all(records.map((record) => history.reader.record(record)))).toEqual(
      records,
    );
  });

  test("what is past its time is not there", async () => {
    const record: DeliveryRecord = { ...newRecord(), status: "delivered", expiresAtSeconds: 1 };
    await history.putRecord(record);
    await history.putAttempt(record, { ...newAttempt(1), startedAtMs: 1 });
    expect(await history.reader.record(record)).toBeUndefined();
    expect(await history.reader.attempts(record)).toEqual([]);
  });

  test("attempts are read oldest first, of one delivery only", async () => {
    const record = newRecord();
    const other = { ...record, webhookId: webhookIdFrom(randomBytes(16)) };
    const attempts = [1, 2, 10].map((number) => newAttempt(number));
    for (const attempt of attempts.toReversed()) await history.putAttempt(record, attempt);
    await history.putAttempt(other, newAttempt(1));
    expect(await history.reader.attempts(record)).toEqual(attempts);
  });

  test("the history of a webhook has all of its deliveries, newest first, on pages of any size", async () => {
    const webhookId = webhookIdFrom(randomBytes(16));
    const records = Array.from({ length: 30 }, (_, index) =>
      // Some of one millisecond, as of one request.
      newRecord({ webhookId, acceptedAtMs: 1000 + Math.floor(index / 3) }),
    );
    await Promise.all(records.map((record) => history.putRecord(record)));
    const expected = records.map(({ eventId }) => eventId).toSorted();
    for (const pageSize of [1, 2, 7, 100]) {
      const found = await listed("history", webhookId, { pageSize });
      expect(found.map(({ eventId }) => eventId).toSorted()).toEqual(expected);
      const times = found.map(({ acceptedAtMs }) => acceptedAtMs);
      expect(times).toEqual(times.toSorted((one, other) => other - one));
    }
  });

  test("a list is bounded by both times, included", async () => {
    const webhookId = webhookIdFrom(randomBytes(16));
    for (const acceptedAtMs of [1, 2, 3, 4]) {
      await history.putRecord(newRecord({ webhookId, acceptedAtMs }));
    }
    const found = await listed("history", webhookId, { range: { fromMs: 2, toMs: 3 } });
    expect(found.map(({ acceptedAtMs }) => acceptedAtMs)).toEqual([3, 2]);
  });

  test("a page of a shard gives rows of a range from either end, and says how far it came", async () => {
    const { records, shard } = await shardOf(12);
    const wanted = { shardKey: shard, fromMs: 2, toMs: 11 };
    const ids = (places: readonly number[]) => places.map((place) => records[place]?.eventId);
    const given = (page: Awaited<ReturnType<typeof history.sampler.rows>>) =>
      page.given.map(({ eventId }) => eventId);
    const whole = await history.sampler.rows(wanted);
    expect(whole).toMatchObject({ rows: 10 });
    expect(whole).not.toHaveProperty("reachedMs");
    expect(given(whole)).toEqual(ids([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]));
    const oldest = await history.sampler.rows({ ...wanted, most: 3 });
    expect(oldest).toMatchObject({ rows: 3, reachedMs: 4 });
    expect(given(oldest)).toEqual(ids([2, 3, 4]));
    const newest = await history.sampler.rows({ ...wanted, most: 3, newestFirst: true });
    expect(newest).toMatchObject({ rows: 3, reachedMs: 9 });
    expect(given(newest)).toEqual(ids([11, 10, 9]));
    expect(newest.given[0]).toEqual({
      eventId: records[11]?.eventId,
      webhookId: records[11]?.webhookId,
      acceptedAtMs: 11,
    });
  });

  test("a page counts all rows and gives those of a window of ids", async () => {
    const { records, shard } = await shardOf(40);
    const found: string[] = [];
    for (const part of [0, 1, 2, 3]) {
      const ids = idWindow(4, part);
      const wanted = { shardKey: shard, fromMs: 0, toMs: 1000, ids };
      const page = await history.sampler.rows(wanted);
      expect(page.rows).toBe(40);
      for (const { eventId } of page.given) {
        expect(eventId >= ids.from && eventId <= ids.to).toBe(true);
        found.push(eventId);
      }
    }
    expect(found.toSorted()).toEqual(records.map(({ eventId }) => eventId).toSorted());
  });

  test("a page of nothing is empty", async () => {
    const [key = ""] = shardKeys(webhookIdFrom(randomBytes(16)));
    const wanted = { shardKey: key, fromMs: 0, toMs: 1000, ids: idWindow(2, 0) };
    expect(await history.sampler.rows(wanted)).toEqual({ rows: 0, given: [] });
  });

  test("records are counted with what became of them, but for those past their time", async () => {
    const firstAttempt = { ...newAttempt(1), answer: "ok" };
    const given: readonly Partial<DeliveryRecord>[] = [
      { status: "delivered", attempts: 1, lastOutcome: "200", settledAtMs: 1300, firstAttempt },
      { status: "dropped", dropReason: "gone", attempts: 2, lastOutcome: "410" },
      { status: "parked" },
    ];
    const records = given.map((one) => newRecord(one));
    const gone = newRecord({ status: "delivered", expiresAtSeconds: 1 });
    for (const record of [...records, gone]) await history.putRecord(record);
    const found = await history.sampler.records([...records, gone, newRecord()]);
    expect(found.unread).toBe(0);
    const byId = new Map(found.records.map((record) => [record.eventId, record]));
    expect(byId.size).toBe(3);
    for (const { eventId, webhookId, application, environment, ...record } of records) {
      const { acceptedAtMs, status, attempts } = record;
      const same = { eventId, webhookId, application, environment, acceptedAtMs, status, attempts };
      expect(byId.get(eventId)).toMatchObject(same);
      expect(byId.get(eventId)?.dropReason).toBe(record.dropReason);
      expect(byId.get(eventId)?.lastOutcome).toBe(record.lastOutcome);
      expect(byId.get(eventId)?.settledAtMs).toBe(record.settledAtMs);
      expect(byId.get(eventId)?.firstAttempt?.startedAtMs).toBe(record.firstAttempt?.startedAtMs);
      expect(byId.get(eventId)?.firstAttempt?.durationMs).toBe(record.firstAttempt?.durationMs);
    }
  });

  test("attempts of one delivery are measured, the newest hundred", async () => {
    const record = newRecord();
    const other = { ...record, webhookId: webhookIdFrom(randomBytes(16)) };
    for (let number = 1; number <= 103; number += 1) {
      await history.putAttempt(record, { ...newAttempt(number), durationMs: number });
    }
    await history.putAttempt(other, newAttempt(1));
    const newest = Array.from({ length: 100 }, (_, index) => 103 - index);
    expect(await history.sampler.attemptMs(record)).toEqual(newest);
    expect(await history.sampler.attemptMs(newRecord())).toEqual([]);
  });

  /** So many deliveries of one shard of a webhook, accepted a millisecond apart from 0 on. */
  async function shardOf(count: number) {
    const webhookId = webhookIdFrom(randomBytes(16));
    const [shard = ""] = shardKeys(webhookId);
    const records: DeliveryRecord[] = [];
    while (records.length < count) {
      const record = newRecord({ webhookId, acceptedAtMs: records.length });
      if (shardKey(webhookId, record.eventId) === shard) records.push(record);
    }
    await Promise.all(records.map((record) => history.putRecord(record)));
    return { records, shard };
  }

  test("what a tenant has undelivered is what was not delivered", async () => {
    const tenant = newTenant();
    const records = (["queued", "parked", "dropped", "delivered"] as const).map((status, index) =>
      newRecord({ ...tenant, acceptedAtMs: index, status }),
    );
    for (const record of records) await history.putRecord(record);
    const found = await listed("undelivered", tenantKey(tenant));
    expect(found.map(({ acceptedAtMs }) => acceptedAtMs)).toEqual([2, 1, 0]);
    expect(found[0]).toEqual({
      eventId: records[2]?.eventId,
      webhookId: records[2]?.webhookId,
      acceptedAtMs: 2,
    });
  });
}

function newTenant(): Tenant {
  return { application: randomBytes(8).toString("hex"), environment: "production" };
}

function newEventId(): string {
  return `evt_${base62(randomBytes(16))}`;
}

function newEvent(): AcceptedEvent {
  return {
    ...newTenant(),
    id: newEventId(),
    type: "CARD_STATUS_CHANGE",
    acceptedAtMs: Date.now(),
    payload: '{"a":5.00}',
    payloadHash: "hash",
    webhookIds: [webhookIdFrom(randomBytes(16))],
  };
}

function newRecord(given: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return {
    ...blankRecord({
      ...newTenant(),
      eventId: newEventId(),
      webhookId: webhookIdFrom(randomBytes(16)),
      eventType: "CARD_STATUS_CHANGE",
      acceptedAtMs: 1000,
    }),
    ...given,
  };
}

function newAttempt(number: number): Attempt {
  return {
    number,
    startedAtMs: Date.now() - 100 + number,
    durationMs: 5,
    verdict: "retry",
    httpStatus: 503,
    answer: "try later",
  };
}
