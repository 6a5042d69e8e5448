import { describe, expect, test } from "vitest";

import { ownerKey, type TallyMark, type TallyOwner } from "../../lambdas/shared/domain/tally.ts";
import type { TallyStores } from "../support/dynamo-stores.ts";

const SPAN_MS = 60_000;
const DAY = "2026-01-31";
const START_MS = Date.parse(`${DAY}T12:00:00Z`);
const LATER_MS = START_MS + 10 * SPAN_MS;

const tenant = { application: "acme", environment: "production" } as const;
const webhook = (id: string): TallyOwner => ({ kind: "dropped", ...tenant, webhookId: id });
const rejected: TallyOwner = { kind: "rejected", ...tenant };
const unaddressed: TallyOwner = { kind: "unaddressed" };

function mark(owner: TallyOwner, reason: string, id: string, more: Partial<TallyMark> = {}) {
  return { owner, reason, id, places: [], isTold: true, ...more };
}

/** Stores of tallies of a minute each, and their clock. */
type OpenStores = (now: () => number, spanMs: number) => Promise<TallyStores>;

/** What every store of tallies does. `openStores` answers stores that are empty. */
export function talliesContract(openStores: OpenStores): void {
  async function open() {
    const clock = { nowMs: START_MS + 1_000 };
    return { clock, ...(await openStores(() => clock.nowMs, SPAN_MS)) };
  }

  describe("tallies", () => {
    test("hold the marks of one owner and span, by reason, with their ids and places", async () => {
      const { count, open: tallies } = await open();
      await count(mark(rejected, "invalid_payload", "evt_1", { places: ["detail.payload.a"] }));
      await count(
        mark(rejected, "invalid_payload", "evt_2", {
          places: ["detail.payload.b", "detail.payload.a"],
        }),
      );
      await count(mark(rejected, "id_reused", "evt_3", { places: ["detail.id"] }));
      const { tallies: listed } = await tallies.list(START_MS);
      expect(listed.map(({ tally }) => tally)).toEqual([
        {
          owner: rejected,
          startMs: START_MS,
          isTold: true,
          reasons: { invalid_payload: 2, id_reused: 1 },
          ids: ["evt_1", "evt_2", "evt_3"],
          places: ["detail.id", "detail.payload.a", "detail.payload.b"],
        },
      ]);
    });

    test("count everything, and name ten", async () => {
      const { count, open: tallies } = await open();
      for (let index = 0; index < 60; index += 1) {
        await count(mark(webhook("wh_1"), "attempts_spent", `dlv_${index}`));
      }
      const { tallies: listed } = await tallies.list(START_MS);
      expect(listed).toHaveLength(1);
      expect(listed[0]?.tally.reasons).toEqual({ attempts_spent: 60 });
      expect(new Set(listed[0]?.tally.ids).size).toBe(10);
    });

    test("take many marks at once", async () => {
      const { count, open: tallies } = await open();
      const owners = [webhook("wh_1"), webhook("wh_2"), rejected, unaddressed];
      await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          count(mark(owners[index % 4] ?? rejected, "rejected", `id_${index}`)),
        ),
      );
      const { tallies: listed } = await tallies.list(START_MS);
      expect(listed.map(({ tally }) => [ownerKey(tally.owner), tally.reasons])).toEqual(
        expect.arrayContaining(owners.map((owner) => [ownerKey(owner), { rejected: 10 }])),
      );
      expect(listed).toHaveLength(4);
    });

    test("keep apart what is told and what is not", async () => {
      const { count, open: tallies } = await open();
      await count(mark(webhook("wh_1"), "gone", "dlv_1"));
      await count(mark(webhook("wh_1"), "gone", "dlv_2", { isTold: false }));
      const { tallies: listed } = await tallies.list(START_MS);
      expect(listed.map(({ tally }) => [tally.isTold, tally.ids])).toEqual(
        expect.arrayContaining([
          [true, ["dlv_1"]],
          [false, ["dlv_2"]],
        ]),
      );
      expect(listed).toHaveLength(2);
    });

    test("take marks without an id or a place", async () => {
      const { count, open: tallies } = await open();
      await count({ owner: unaddressed, reason: "not_json", places: [], isTold: true });
      const { tallies: listed } = await tallies.list(START_MS);
      expect(listed[0]?.tally).toMatchObject({ reasons: { not_json: 1 }, ids: [], places: [] });
    });

    test("are listed by their begin, the oldest first, and none that began later", async () => {
      const { clock, count, open: tallies } = await open();
      clock.nowMs += SPAN_MS;
      await count(mark(webhook("wh_1"), "gone", "dlv_2"));
      clock.nowMs -= SPAN_MS;
      await count(mark(webhook("wh_9"), "gone", "dlv_1"));
      const starts = async (untilMs: number) =>
        (await tallies.list(untilMs)).tallies.map(({ tally }) => tally.startMs);
      expect(await starts(START_MS - 1)).toEqual([]);
      expect(await starts(START_MS)).toEqual([START_MS]);
      expect(await starts(LATER_MS)).toEqual([START_MS, START_MS + SPAN_MS]);
    });

    test("are closed once", async () => {
      const { count, open: tallies, days } = await open();
      await count(mark(webhook("wh_1"), "gone", "dlv_1"));
      const [over] = (await tallies.list(START_MS)).tallies;
      expect(await tallies.close(over!)).toBe("written");
      expect(await tallies.close(over!)).toBe("refused");
      expect((await tallies.list(START_MS)).tallies).toEqual([]);
      expect((await days.page(DAY, "dropped", 10)).tallies).toEqual([
        { owner: webhook("wh_1"), reasons: { gone: 1 } },
      ]);
    });

    test("are not closed when more was counted since they were listed", async () => {
      const { count, open: tallies, days } = await open();
      const ids = Array.from({ length: 20 }, (_, index) => `dlv_${index}`);
      for (const id of ids) await count(mark(webhook("wh_1"), "gone", id));
      const [over] = (await tallies.list(START_MS)).tallies;
      for (const id of ids) await count(mark(webhook("wh_1"), "expired", id));
      expect(await tallies.close(over!)).toBe("refused");
      expect((await days.page(DAY, "dropped", 10)).tallies).toEqual([]);
      const { tallies: listed } = await tallies.list(START_MS);
      expect(listed.map(({ tally }) => tally.reasons)).toEqual([{ gone: 20, expired: 20 }]);
    });
  });

  describe("the tallies of a day", () => {
    test("are the sums of what was closed, what was told and what was not", async () => {
      const { clock, count, open: tallies, days } = await open();
      await count(mark(webhook("wh_1"), "gone", "dlv_1"));
      await count(mark(webhook("wh_1"), "gone", "dlv_2", { isTold: false }));
      clock.nowMs += SPAN_MS;
      await count(mark(webhook("wh_1"), "expired", "dlv_3"));
      for (const over of (await tallies.list(LATER_MS)).tallies) await tallies.close(over);
      expect((await days.page(DAY, "dropped", 10)).tallies).toEqual([
        { owner: webhook("wh_1"), reasons: { gone: 2, expired: 1 } },
      ]);
      expect(await days.open(DAY)).toEqual([]);
    });

    test("are kept apart by day and by kind", async () => {
      const { clock, count, open: tallies, days } = await open();
      for (const owner of [webhook("wh_1"), rejected, unaddressed]) {
        await count(mark(owner, "x", "id_1"));
      }
      clock.nowMs += 86_400_000;
      await count(mark(rejected, "y", "id_2"));
      for (const over of (await tallies.list(clock.nowMs)).tallies) await tallies.close(over);
      const of = async (day: string, kind: TallyOwner["kind"]) =>
        (await days.page(day, kind, 10)).tallies;
      expect(await of(DAY, "dropped")).toEqual([{ owner: webhook("wh_1"), reasons: { x: 1 } }]);
      expect(await of(DAY, "rejected")).toEqual([{ owner: rejected, reasons: { x: 1 } }]);
      expect(await of(DAY, "unaddressed")).toEqual([{ owner: unaddressed, reasons: { x: 1 } }]);
      expect(await of("2026-02-01", "rejected")).toEqual([{ owner: rejected, reasons: { y: 1 } }]);
      expect(await of("2026-02-01", "dropped")).toEqual([]);
    });

    test("come in pages", async () => {
      const { count, open: tallies, days } = await open();
      const ids = ["wh_1", "wh_2", "wh_3", "wh_4", "wh_5"];
      for (const id of ids) await count(mark(webhook(id), "gone", "dlv_1"));
      for (const over of (await tallies.list(START_MS)).tallies) await tallies.close(over);
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await days.page(DAY, "dropped", 2, after);
        expect(page.tallies.length).toBeLessThanOrEqual(2);
        seen.push(...page.tallies.map(({ owner }) => ownerKey(owner)));
        after = page.next;
      } while (after !== undefined);
      expect(seen).toEqual(ids.map((id) => ownerKey(webhook(id))));
    });

    test("that are still open are told by owner", async () => {
      const { clock, count, days } = await open();
      await count(mark(webhook("wh_1"), "gone", "dlv_1"));
      await count(mark(webhook("wh_1"), "gone", "dlv_2", { isTold: false }));
      clock.nowMs += SPAN_MS;
      await count(mark(webhook("wh_1"), "expired", "dlv_3"));
      await count(mark(unaddressed, "not_json", "id_1"));
      clock.nowMs += 86_400_000;
      await count(mark(unaddressed, "not_json", "id_2"));
      const found = await days.open(DAY);
      expect(found).toHaveLength(2);
      expect(found).toEqual(
        expect.arrayContaining([
          { owner: webhook("wh_1"), reasons: { gone: 2, expired: 1 } },
          { owner: unaddressed, reasons: { not_json: 1 } },
        ]),
      );
      expect((await days.page(DAY, "dropped", 10)).tallies).toEqual([]);
    });
  });
}
