import { randomBytes } from "node:crypto";

import { beforeAll, describe, expect, test } from "vitest";

import { listRejected } from "../../lambdas/config-api/rejected-events/list-rejected.ts";
import { base62 } from "../../lambdas/shared/domain/identifiers.ts";
import type { RejectedEvent, RejectedOwner } from "../../lambdas/shared/domain/rejected-event.ts";
import type { RejectedEventStores } from "../support/pipeline-stores.ts";

const NOW_MS = Date.now();
const ALL = { fromMs: 0, toMs: 9_999_999_999_999, limit: 200 };

/** What every store of rejected events does. Each test has a tenant of its own. */
export function rejectedEventsContract(open: () => Promise<RejectedEventStores>): void {
  let stores: RejectedEventStores;

  beforeAll(async () => {
    stores = await open();
  });

  /** The whole list of an owner, page by page. */
  async function listed(
    owner: RejectedOwner,
    wanted: Partial<Parameters<typeof listRejected>[2]> = {},
  ): Promise<RejectedEvent[]> {
    const found: RejectedEvent[] = [];
    let after: Parameters<typeof listRejected>[2]["after"];
    do {
      const range = { ...ALL, ...wanted, ...(after !== undefined && { after }) };
      const { events, next } = await listRejected(stores, owner, range, NOW_MS);
      expect(events.length).toBeLessThanOrEqual(range.limit);
      found.push(...events);
      after = next;
    } while (after !== undefined);
    return found;
  }

  describe("a rejected event", () => {
    test("is listed as it was put, in its owner's list only", async () => {
      const owner = newTenant();
      const event = newEvent({
        source: "com.acme.cards \uFFFD é 😀",
        type: "x".repeat(128),
        busId: "7bf73129",
        producerId: "order-1",
        errors: Array.from({ length: 10 }, (_, index) => ({ field: `f${index}`, message: "m" })),
      });
      await stores.put(owner, event);
      expect(await listed(owner)).toEqual([event]);
      expect(await listed({ ...owner, environment: "sandbox" })).toEqual([]);
      expect(await listed(newTenant())).toEqual([]);
    });

    test("of nobody that is known is the operator's", async () => {
      const event = newEvent();
      await stores.put("operator", event);
      const range = { fromMs: event.receivedAtMs, toMs: event.receivedAtMs };
      expect(await listed("operator", range)).toContainEqual(event);
    });

    test("that comes again stays as it was", async () => {
      const owner = newTenant();
      const event = newEvent();
      await stores.put(owner, event);
      await stores.put(owner, { ...event, reason: "malformed" });
      expect(await listed(owner)).toEqual([event]);
    });

    test("is put once even when it comes twice at the same time", async () => {
      const owner = newTenant();
      const event = newEvent();
      await Promise.all([stores.put(owner, event), stores.put(owner, event)]);
      expect(await listed(owner)).toEqual([event]);
    });
  });

  describe("a list of rejected events", () => {
    test("has all of them, newest first, on pages of any size", async () => {
      const owner = newTenant();
      const events = Array.from({ length: 30 }, (_, index) =>
        // Some of one millisecond, as of one batch.
        newEvent({ receivedAtMs: NOW_MS - Math.floor(index / 3) }),
      );
      await Promise.all(events.map((event) => stores.put(owner, event)));
      const ids = events.map(({ id }) => id).toSorted();
      for (const limit of [1, 2, 7, 100]) {
        const found = await listed(owner, { limit });
        expect(found.map(({ id }) => id).toSorted()).toEqual(ids);
        const times = found.map(({ receivedAtMs }) => receivedAtMs);
        expect(times).toEqual(times.toSorted((one, other) => other - one));
      }
    });

    test("is bounded by both times, included", async () => {
      const owner = newTenant();
      for (const ageMs of [1, 2, 3, 4]) {
        await stores.put(owner, newEvent({ receivedAtMs: NOW_MS - ageMs }));
      }
      const found = await listed(owner, { fromMs: NOW_MS - 3, toMs: NOW_MS - 2 });
      expect(found.map(({ receivedAtMs }) => NOW_MS - receivedAtMs)).toEqual([2, 3]);
    });

    test("has those of a reason", async () => {
      const owner = newTenant();
      const reasons = ["malformed", "id_reused", "malformed", "not_json"] as const;
      const events = reasons.map((reason, index) =>
        newEvent({ reason, receivedAtMs: NOW_MS - index }),
      );
      for (const event of events) await stores.put(owner, event);
      const found = await listed(owner, { reason: "malformed", limit: 1 });
      expect(found).toEqual([events[0], events[2]]);
    });
  });
}

function newTenant() {
  return { application: randomBytes(8).toString("hex"), environment: "production" } as const;
}

function newEvent(given: Partial<RejectedEvent> = {}): RejectedEvent {
  return {
    id: `rej_${base62(randomBytes(16))}`,
    receivedAtMs: NOW_MS - 1000,
    reason: "invalid_payload",
    errors: [{ field: "detail.payload.amount", message: "expected a number, got a string" }],
    ...given,
  };
}
