import { describe, expect, test } from "vitest";

import {
  listRejected,
  type RejectedRange,
} from "../../../../lambdas/config-api/rejected-events/list-rejected.ts";
import { base62 } from "../../../../lambdas/shared/domain/identifiers.ts";
import type { RejectedEvent } from "../../../../lambdas/shared/domain/rejected-event.ts";
import type { RejectReason } from "../../../../lambdas/shared/domain/rejection.ts";
import { openVirtualRejectedEvents } from "../../../support/virtual-stores.ts";

const NOW_MS = Date.parse("2026-01-31T12:00:00Z");
const DAY_MS = 86_400_000;
const ALL = { fromMs: 0, toMs: 9_999_999_999_999 };

/** Event `index` came so many milliseconds ago. */
function event(index: number, reason: RejectReason = "malformed"): RejectedEvent {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(index * 7919);
  return { id: `rej_${base62(bytes)}`, receivedAtMs: NOW_MS - index, reason, errors: [] };
}

async function setUp(events: readonly RejectedEvent[]) {
  const stores = openVirtualRejectedEvents();
  for (const one of events) await stores.put("operator", one);
  const asked: (readonly [RejectedRange, number])[] = [];
  const reader: typeof stores = {
    ...stores,
    pages(owner, range, most) {
      asked.push([range, most]);
      return stores.pages(owner, range, most);
    },
  };
  return { reader, asked };
}

describe("a page of rejected events", () => {
  test("is full as long as there are more, and asks for no more than it may show", async () => {
    const { reader, asked } = await setUp(Array.from({ length: 25 }, (_, index) => event(index)));
    const sizes: number[] = [];
    let after: RejectedRange["after"];
    do {
      const wanted = { ...ALL, limit: 10, ...(after !== undefined && { after }) };
      const { events, next } = await listRejected(reader, "operator", wanted, NOW_MS);
      sizes.push(events.length);
      after = next;
    } while (after !== undefined);
    expect(sizes).toEqual([10, 10, 5]);
    expect(new Set(asked.map(([, most]) => most))).toEqual(new Set([10]));
  });

  test("of a rare reason is short or empty, and goes on until it is found", async () => {
    const events = Array.from({ length: 3000 }, (_, index) =>
      event(index, index === 2999 ? "id_reused" : "malformed"),
    );
    const { reader, asked } = await setUp(events);
    const found: RejectedEvent[] = [];
    let after: RejectedRange["after"];
    do {
      const wanted = {
        ...ALL,
        limit: 10,
        reason: "id_reused",
        ...(after !== undefined && { after }),
      } as const;
      const page = await listRejected(reader, "operator", wanted, NOW_MS);
      found.push(...page.events);
      after = page.next;
    } while (after !== undefined);
    expect(found).toEqual([events[2999]]);
    expect(asked.length).toBeLessThan(10);
  });

  test("has nothing that came longer than 14 days ago, though it may still lie there", async () => {
    const fresh = { ...event(1), receivedAtMs: NOW_MS - 14 * DAY_MS };
    const stale = { ...event(2), receivedAtMs: NOW_MS - 14 * DAY_MS - 1 };
    const { reader } = await setUp([fresh, stale]);
    const { events } = await listRejected(reader, "operator", { ...ALL, limit: 10 }, NOW_MS);
    expect(events).toEqual([fresh]);
  });

  test("of a time before all that is kept is empty without asking", async () => {
    const { reader, asked } = await setUp([]);
    const wanted = { fromMs: 0, toMs: NOW_MS - 15 * DAY_MS, limit: 10 };
    expect(await listRejected(reader, "operator", wanted, NOW_MS)).toEqual({ events: [] });
    const stale = { ...ALL, limit: 10, after: { receivedAtMs: 1, id: "rej_1" } };
    expect(await listRejected(reader, "operator", stale, NOW_MS)).toEqual({ events: [] });
    expect(asked).toEqual([]);
  });
});
