import { describe, expect, test } from "vitest";

import { makePacedLoader } from "../../../console/webhooks/list/paced-loader.ts";

/** A loader in virtual time: each load takes 100 ms. */
function testBed({ burst = 20, perSecond = 1 } = {}) {
  let nowMs = 0;
  let [open, most] = [0, 0];
  const asked: [string, number][] = [];
  const sleep = async (ms: number): Promise<void> => {
    const untilMs = nowMs + ms;
    await Promise.resolve();
    nowMs = Math.max(nowMs, untilMs);
  };
  const loader = makePacedLoader<string>({
    async load(id) {
      asked.push([id, nowMs]);
      open += 1;
      most = Math.max(most, open);
      await sleep(100);
      open -= 1;
      if (id === "bad") throw new Error("no");
      return `value of ${id}`;
    },
    atOnce: 4,
    rule: { perSecond, burst },
    freshMs: 120_000,
    now: () => nowMs,
    sleep,
  });
  return {
    loader,
    asked,
    most: () => most,
    pass: (ms: number) => {
      nowMs += ms;
    },
    async settle() {
      for (let turn = 0; turn < 1000; turn += 1) await Promise.resolve();
    },
  };
}

const rows = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `wh_${from + index}`);

describe("a paced loader", () => {
  test("loads the rows in view, four at a time, each once", async () => {
    const { loader, asked, most, settle } = testBed();
    loader.show(rows(0, 10));
    loader.show(rows(0, 10));
    await settle();
    expect(asked.map(([id]) => id)).toEqual(rows(0, 10));
    expect(most()).toBe(4);
    expect(loader.get("wh_9")).toBe("value of wh_9");
    expect(loader.get("wh_10")).toBeUndefined();
  });

  test("asks one a second after twenty", async () => {
    const { loader, asked, settle } = testBed();
    loader.show(rows(0, 25));
    await settle();
    expect(asked).toHaveLength(25);
    const [, lastMs = 0] = asked.at(-1) ?? [];
    expect(lastMs).toBeGreaterThanOrEqual(4000);
  });

  test("forgets rows that went out of view before their turn", async () => {
    const { loader, asked, settle } = testBed({ burst: 2 });
    loader.show(rows(0, 20));
    loader.show(rows(40, 42));
    await settle();
    const ids = asked.map(([id]) => id);
    expect(ids).toContain("wh_41");
    expect(ids.length).toBeLessThan(8);
  });

  test("says that a row cannot be had, and goes on", async () => {
    const { loader, settle } = testBed();
    loader.show(["bad", "wh_1"]);
    await settle();
    expect([loader.get("bad"), loader.get("wh_1")]).toEqual(["failed", "value of wh_1"]);
  });

  test("asks again when what it knows is old, and keeps it meanwhile", async () => {
    const { loader, asked, pass, settle } = testBed();
    loader.show(["wh_1"]);
    await settle();
    pass(60_000);
    loader.show(["wh_1"]);
    await settle();
    expect(asked).toHaveLength(1);
    pass(120_000);
    loader.show(["wh_1"]);
    expect(loader.get("wh_1")).toBe("value of wh_1");
    await settle();
    expect(asked).toHaveLength(2);
  });

  test("tells of each row, until one hears no more", async () => {
    const { loader, settle } = testBed();
    let told = 0;
    const end = loader.subscribe(() => (told += 1));
    loader.show(rows(0, 3));
    await settle();
    end();
    loader.show(rows(3, 6));
    await settle();
    expect(told).toBe(3);
  });
});
