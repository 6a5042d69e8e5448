import { describe, expect, test } from "vitest";

import { ownerKey, type Tally, type TallyMark } from "../../../lambdas/shared/domain/tally.ts";
import type { StoredTally } from "../../../lambdas/shared/dynamodb/tally-item.ts";
import { makeCloseTallies, type OpenTallies } from "../../../lambdas/tally/close-tallies.ts";
import { openVirtualTallies } from "../../support/virtual-stores.ts";

const SPAN_MS = 60_000;
const START_MS = Date.parse("2026-01-31T12:00:00Z");

function drop(webhookId: string, more: Partial<TallyMark> = {}): TallyMark {
  const owner = { kind: "dropped", application: "acme", environment: "production" } as const;
  const id = `dlv_${webhookId}`;
  return { owner: { ...owner, webhookId }, reason: "gone", id, places: [], isTold: true, ...more };
}

/** A run whose bus refuses the webhooks in `refused`, and what came of it. */
function setUp(
  wrap: (open: OpenTallies<StoredTally>) => OpenTallies<StoredTally> = (open) => open,
  spanMs = SPAN_MS,
) {
  const clock = { nowMs: START_MS + 1 };
  const stores = openVirtualTallies({ spanMs, now: () => clock.nowMs });
  const published: Tally[] = [];
  const failures: string[] = [];
  const refused = new Set<string>();
  const close = makeCloseTallies({
    open: wrap(stores.open),
    async publish(tally) {
      if (refused.has(ownerKey(tally.owner))) throw new Error("the bus refused it");
      published.push(tally);
    },
    reportFailure: ({ owner }) => failures.push(ownerKey(owner)),
    spanMs,
    now: () => clock.nowMs,
  });
  const run = (hasTime = () => true) => close(hasTime);
  return { clock, ...stores, published, failures, refused, run };
}

describe("a run", () => {
  test("tells of each tally whose span is over, once, and counts it in its day", async () => {
    const { clock, count, published, days, run } = setUp();
    await count(drop("wh_1"));
    await count(drop("wh_2"));
    await count(drop("wh_2", { id: "dlv_3" }));
    clock.nowMs = START_MS + SPAN_MS + 10_000;
    expect(await run()).toEqual({ closed: 2, told: 2, failed: 0 });
    expect(await run()).toEqual({ closed: 0, told: 0, failed: 0 });
    expect(published.map(({ reasons }) => reasons)).toEqual([{ gone: 1 }, { gone: 2 }]);
    expect((await days.page("2026-01-31", "dropped", 10)).tallies).toHaveLength(2);
  });

  test("leaves a span alone until ten seconds after its end", async () => {
    const { clock, count, published, run } = setUp();
    await count(drop("wh_1"));
    clock.nowMs = START_MS + SPAN_MS + 9_999;
    expect(await run()).toEqual({ closed: 0, told: 0, failed: 0 });
    expect(published).toEqual([]);
  });

  test("leaves a short span alone for as long again", async () => {
    const { clock, count, run } = setUp(undefined, 2000);
    await count(drop("wh_1"));
    clock.nowMs = START_MS + 3999;
    expect(await run()).toMatchObject({ closed: 0 });
    clock.nowMs = START_MS + 4000;
    expect(await run()).toMatchObject({ closed: 1 });
  });

  test("counts in its day what must not be told, and tells nothing", async () => {
    const { clock, count, published, days, run } = setUp();
    await count(drop("wh_1", { isTold: false }));
    clock.nowMs += 2 * SPAN_MS;
    expect(await run()).toEqual({ closed: 1, told: 0, failed: 0 });
    expect(published).toEqual([]);
    expect((await days.page("2026-01-31", "dropped", 10)).tallies).toHaveLength(1);
  });

  test("goes on where one tally fails, which the next run closes", async () => {
    const { clock, count, published, failures, refused, run } = setUp();
    await count(drop("wh_1"));
    await count(drop("wh_2"));
    clock.nowMs += 2 * SPAN_MS;
    refused.add("dropped#acme#production#wh_1");
    expect(await run()).toEqual({ closed: 1, told: 1, failed: 1 });
    expect(failures).toEqual(["dropped#acme#production#wh_1"]);
    refused.clear();
    expect(await run()).toEqual({ closed: 1, told: 1, failed: 0 });
    expect(published).toHaveLength(2);
  });

  test("that dies between event and day is made good: the same event once more, the count once", async () => {
    let isDying = true;
    const { clock, count, published, days, run } = setUp((open) => ({
      ...open,
      close: (over) => (isDying ? Promise.reject(new Error("died")) : open.close(over)),
    }));
    await count(drop("wh_1"));
    clock.nowMs += 2 * SPAN_MS;
    expect(await run()).toEqual({ closed: 0, told: 1, failed: 1 });
    isDying = false;
    expect(await run()).toEqual({ closed: 1, told: 1, failed: 0 });
    expect(published[1]).toEqual(published[0]);
    expect((await days.page("2026-01-31", "dropped", 10)).tallies).toEqual([
      { owner: drop("wh_1").owner, reasons: { gone: 1 } },
    ]);
  });

  test("beside another one counts nothing twice", async () => {
    const { clock, count, days, run } = setUp();
    for (let index = 0; index < 30; index += 1) await count(drop(`wh_${index}`));
    clock.nowMs += 2 * SPAN_MS;
    const runs = await Promise.all([run(), run()]);
    expect(runs.reduce((sum, { closed }) => sum + closed, 0)).toBe(30);
    const { tallies } = await days.page("2026-01-31", "dropped", 100);
    expect(tallies.every(({ reasons }) => reasons["gone"] === 1)).toBe(true);
  });

  test("goes through all pages", async () => {
    const pages = new Map([
      [undefined, "2"],
      ["2", "3"],
      ["3", undefined],
    ]);
    const asked: (string | undefined)[] = [];
    const { run } = setUp((open) => ({
      ...open,
      async list(_, after) {
        asked.push(after);
        const next = pages.get(after);
        return { tallies: [], ...(next !== undefined && { next }) };
      },
    }));
    await run();
    expect(asked).toEqual([undefined, "2", "3"]);
  });

  test("begins nothing more when its time is up", async () => {
    const { clock, count, run } = setUp();
    for (let index = 0; index < 45; index += 1) await count(drop(`wh_${index}`));
    clock.nowMs += 2 * SPAN_MS;
    let asked = 0;
    const { closed } = await run(() => (asked += 1) <= 1);
    expect(closed).toBe(20);
    expect((await run()).closed).toBe(25);
  });
});
