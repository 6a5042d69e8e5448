import { describe, expect, test } from "vitest";

import type { EventHead } from "../../../lambdas/shared/domain/accepted-event.ts";
import { changeOf } from "../../../lambdas/shared/domain/commit.ts";
import type { DeliveryRecord } from "../../../lambdas/shared/domain/delivery-record.ts";
import { deliveryIdOf } from "../../../lambdas/shared/domain/identifiers.ts";
import { makeRepairPage } from "../../../tools/repair/repair-page.ts";
import type { ExternalCall } from "../../support/fakes/external-call.ts";
import { MemoryDeliveries, recordsThrough } from "../../support/fakes/memory-deliveries.ts";
import { MemoryLanes, notesThrough } from "../../support/fakes/memory-lanes.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 0, 31);
const TENANT = { application: "acme", environment: "production" } as const;
const EVENT_ID = `evt_${"e".repeat(22)}`;
const WEBHOOKS = ["1", "2", "3"].map((one) => `wh_${one.repeat(22)}`) as [string, string, string];
const LOST = "message-that-is-gone";

function event(change: Partial<EventHead> = {}): EventHead {
  const acceptedAtMs = NOW_MS - 3 * DAY_MS;
  return {
    ...TENANT,
    ...{ id: EVENT_ID, type: "CARD_STATUS_CHANGE", acceptedAtMs, webhookIds: [WEBHOOKS[0]] },
    ...change,
  };
}

function record(change: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return {
    ...TENANT,
    ...{ eventId: EVENT_ID, webhookId: WEBHOOKS[0], eventType: "CARD_STATUS_CHANGE" },
    ...{ acceptedAtMs: NOW_MS - 3 * DAY_MS, scheduledAtMs: NOW_MS - 3 * DAY_MS },
    ...{ status: "queued", dispatch: 4, carrier: LOST, attempts: 3, scheduleFrom: 1 },
    nextAttemptAtMs: NOW_MS - 2 * DAY_MS,
    ...change,
  };
}

/** A repair over a table in memory. */
function bed(isDryRun = false) {
  const deliveries = new MemoryDeliveries();
  const lanes = new MemoryLanes();
  const calls: string[] = [];
  const failing = new Set<string>();
  const failures: string[] = [];
  const call: ExternalCall = (name, effect) => {
    calls.push(name);
    return failing.has(name) ? Promise.reject(new Error("throttled")) : Promise.resolve(effect());
  };
  const repairPage = makeRepairPage({
    records: recordsThrough(deliveries, call),
    lanes: notesThrough(lanes, call, "P"),
    overdueMs: DAY_MS,
    isDryRun,
    reportFailure: ({ webhookId }) => failures.push(webhookId),
    now: () => NOW_MS,
  });
  const put = (one: DeliveryRecord) => {
    deliveries.records.set(deliveryIdOf(one), one);
    return one;
  };
  return { repairPage, deliveries, lanes, calls, failing, failures, put };
}

const found = (kind: string, result: string) => ({ ...TENANT, found: kind, result });

describe("a delivery that is queued and long overdue", () => {
  test("is parked in the name of the message that is gone, its lane noted before", async () => {
    const { repairPage, deliveries, lanes, calls, put } = bed();
    const seen = put(record());
    expect(await repairPage({ events: [], records: [seen] })).toEqual([
      found("queued", "repaired"),
    ]);
    expect(calls).toEqual(["P note the lane", "D4 commit"]);
    const { dispatch, status, carrier, ...kept } = deliveries.read(seen)!;
    expect({ dispatch, status, carrier }).toEqual({ dispatch: 5, status: "parked", carrier: "-" });
    expect(seen).toMatchObject(kept);
    expect(lanes.read(seen.webhookId)).toMatchObject({ state: "closed", parkedAtMs: NOW_MS });
  });

  test("is left to the message that went on with it meanwhile", async () => {
    const { repairPage, deliveries, put } = bed();
    const seen = record();
    const now = put({ ...seen, dispatch: 5 });
    expect(await repairPage({ events: [], records: [seen] })).toEqual([
      found("queued", "moved_on"),
    ]);
    expect(deliveries.read(seen)).toEqual(now);
  });

  test("keeps its message from a commit that is not a success, and takes a success", async () => {
    const { repairPage, deliveries, put } = bed();
    const seen = put(record());
    await repairPage({ events: [], records: [seen] });
    const late = (commit: Parameters<typeof changeOf>[0]) =>
      deliveries.commit({ seen, identity: seen, change: changeOf(commit, LOST, NOW_MS), me: LOST });
    expect(late({ kind: "park", nextAttemptAtMs: NOW_MS, lastOutcome: "503" })).toBe("refused");
    expect(late({ kind: "delivered", lastOutcome: "200" })).toBe("written");
    expect(deliveries.read(seen)?.attempts).toBe(4);
  });

  test("is told, and left as it is, in a dry run", async () => {
    const { repairPage, calls, put } = bed(true);
    const seen = put(record());
    expect(await repairPage({ events: [], records: [seen] })).toEqual([found("queued", "would")]);
    expect(calls).toEqual([]);
  });

  test("is left as it is when its lane cannot be noted, and keeps no other back", async () => {
    const { repairPage, deliveries, failing, failures, put } = bed();
    const seen = put(record());
    failing.add("P note the lane");
    const there = put(record({ webhookId: WEBHOOKS[1], status: "delivered" }));
    const results = await repairPage({ events: [], records: [seen, there] });
    expect(results).toEqual([found("queued", "failed")]);
    expect(failures).toEqual([WEBHOOKS[0]]);
    expect(deliveries.read(seen)).toEqual(seen);
  });

  test("fails alone", async () => {
    const { repairPage, failing, failures, put } = bed();
    const records = [put(record()), put(record({ webhookId: WEBHOOKS[1], status: "parked" }))];
    failing.add("D4 commit");
    expect(await repairPage({ events: [], records })).toEqual([
      found("queued", "failed"),
      found("parked", "repaired"),
    ]);
    expect(failures).toEqual([WEBHOOKS[0]]);
  });
});

describe("an event", () => {
  test("has its deliveries parked that have no record, due since it was accepted", async () => {
    const { repairPage, deliveries, lanes, put } = bed();
    const there = put(record({ webhookId: WEBHOOKS[1], status: "delivered" }));
    const elsewhere = put(record({ webhookId: WEBHOOKS[2], status: "delivered" }));
    const one = event({ webhookIds: WEBHOOKS });
    // The record of the third webhook stands on another page.
    expect(await repairPage({ events: [one], records: [there] })).toEqual([
      found("absent", "repaired"),
    ]);
    expect(deliveries.read({ eventId: EVENT_ID, webhookId: WEBHOOKS[0] })).toMatchObject({
      ...{ status: "parked", dispatch: 1, carrier: "-", attempts: 0, scheduleFrom: 0 },
      ...{ eventType: one.type, acceptedAtMs: one.acceptedAtMs, scheduledAtMs: one.acceptedAtMs },
      nextAttemptAtMs: one.acceptedAtMs,
    });
    expect([...lanes.lanes.keys()]).toEqual([WEBHOOKS[0]]);
    expect(deliveries.read(elsewhere)).toEqual(elsewhere);
  });

  test("of less than a day ago is not looked at", async () => {
    const { repairPage, calls } = bed();
    const young = event({ acceptedAtMs: NOW_MS - DAY_MS });
    expect(await repairPage({ events: [young], records: [] })).toEqual([]);
    expect(calls).toEqual([]);
  });

  test("whose record cannot be read is counted, and looked at again by the next run", async () => {
    const { repairPage, failing, failures } = bed();
    failing.add("D1 read the record");
    expect(await repairPage({ events: [event()], records: [] })).toEqual([
      found("absent", "failed"),
    ]);
    expect(failures).toEqual([WEBHOOKS[0]]);
  });
});

test("what is parked has its lane noted, once for each webhook, and stays as it is", async () => {
  const { repairPage, deliveries, calls, put } = bed();
  const other = `evt_${"f".repeat(22)}`;
  const waiting = { status: "parked", carrier: "-", nextAttemptAtMs: NOW_MS + HOUR_MS } as const;
  const records = [put(record(waiting)), put(record({ ...waiting, eventId: other }))];
  expect(await repairPage({ events: [], records })).toEqual([
    found("parked", "repaired"),
    found("parked", "repaired"),
  ]);
  expect(calls).toEqual(["P note the lane"]);
  expect([...deliveries.records.values()]).toEqual(records);
});

test("a second run finds nothing but parked deliveries", async () => {
  const { repairPage, deliveries } = bed();
  await repairPage({ events: [event()], records: [] });
  const before = [...deliveries.records.values()];
  expect(await repairPage({ events: [event()], records: before })).toEqual([
    found("parked", "repaired"),
  ]);
  expect([...deliveries.records.values()]).toEqual(before);
});
