import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import {
  batchCalls,
  makeBatchScope,
  type BatchScope,
} from "../../../../lambdas/shared/aws-client/batch-calls.ts";
import { forAllAsync } from "../../../support/for-all.ts";

/** What the event loop does until it would wait: promises and immediates, no timers. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

interface Limits {
  readonly most?: number;
  readonly mostBytes?: number;
}

/** Doubles its items, and notes the calls. */
function makeDoubler(batch: BatchScope, { most = 100, mostBytes = Infinity }: Limits = {}) {
  const calls: number[][] = [];
  const double = batchCalls<number, number>({
    batch,
    most,
    mostBytes,
    bytesOf: (item) => item,
    async call(items) {
      calls.push([...items]);
      return items.map((item) => item * 2);
    },
  });
  return { calls, double };
}

/** Takes items and never answers. */
function makeSilent(batch: BatchScope) {
  const calls: number[][] = [];
  const ask = batchCalls<number, number>({
    batch,
    most: 100,
    call(items) {
      calls.push([...items]);
      return new Promise(() => undefined);
    },
  });
  return { calls, ask };
}

/** A record that is at work until told to stop. */
function makeBusy(batch: BatchScope): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  void batch.run(() => promise);
  return resolve;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("batchCalls", () => {
  test("makes one call for all who move in step, and gives each its own result", async () => {
    const batch = makeBatchScope();
    const { calls, double } = makeDoubler(batch);
    const results = await Promise.all([1, 2, 3].map((item) => batch.run(() => double(item))));
    expect(results).toEqual([2, 4, 6]);
    expect(calls).toEqual([[1, 2, 3]]);
  });

  test("calls at once for one who works alone, or outside any batch", async () => {
    const batch = makeBatchScope();
    const { calls, double } = makeDoubler(batch);
    await expect(batch.run(() => double(1))).resolves.toBe(2);
    await expect(double(2)).resolves.toBe(4);
    expect(calls).toEqual([[1], [2]]);
  });

  test("waits 20 ms for others who still work, and no longer", async () => {
    const batch = makeBatchScope();
    makeBusy(batch);
    const { calls, double } = makeDoubler(batch);
    const result = batch.run(() => double(1));
    await settle();
    await vi.advanceTimersByTimeAsync(19);
    expect(calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await expect(result).resolves.toBe(2);
  });

  test("takes along who comes within the 20 ms, and lets the first wait no longer for it", async () => {
    const batch = makeBatchScope();
    makeBusy(batch);
    const { calls, double } = makeDoubler(batch);
    const first = batch.run(() => double(1));
    await settle();
    await vi.advanceTimersByTimeAsync(15);
    const second = batch.run(() => double(2));
    await settle();
    await vi.advanceTimersByTimeAsync(5);
    await expect(Promise.all([first, second])).resolves.toEqual([2, 4]);
    expect(calls).toEqual([[1, 2]]);
  });

  test("lets nobody wait for what a call before has left over", async () => {
    const batch = makeBatchScope();
    makeBusy(batch);
    const { calls, double } = makeDoubler(batch, { most: 2 });
    void batch.run(() => double(1));
    await settle();
    await vi.advanceTimersByTimeAsync(15);
    void batch.run(() => double(2)); // full: leaves, and the first's 20 ms end with it
    await settle();
    expect(calls).toEqual([[1, 2]]);
    void batch.run(() => double(3));
    await settle();
    await vi.advanceTimersByTimeAsync(19);
    expect(calls).toEqual([[1, 2]]);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toEqual([[1, 2], [3]]);
  });

  test("leaves as soon as the last who still worked has ended", async () => {
    const batch = makeBatchScope();
    const stop = makeBusy(batch);
    const { calls, double } = makeDoubler(batch);
    void batch.run(() => double(1));
    await settle();
    expect(calls).toEqual([]);
    stop();
    await settle();
    expect(calls).toEqual([[1]]);
  });

  test("leaves as soon as the last who still worked has failed", async () => {
    const batch = makeBatchScope();
    const { calls, double } = makeDoubler(batch);
    const { promise, reject } = Promise.withResolvers<void>();
    const failing = batch.run(() => promise);
    void batch.run(() => double(1));
    await settle();
    reject(new Error("broken"));
    await expect(failing).rejects.toThrow("broken");
    await settle();
    expect(calls).toEqual([[1]]);
  });

  test("leaves at once when everybody at work waits, be it for different calls", async () => {
    const batch = makeBatchScope();
    const one = makeSilent(batch);
    const other = makeSilent(batch);
    for (const item of [1, 2]) {
      void batch.run(() => one.ask(item));
      void batch.run(() => other.ask(item));
    }
    await settle();
    expect([one.calls, other.calls]).toEqual([[[1, 2]], [[1, 2]]]);
  });

  test("lets those leave who wait already when the last comes to wait for another call", async () => {
    const batch = makeBatchScope();
    const one = makeSilent(batch);
    const other = makeSilent(batch);
    const { promise, resolve } = Promise.withResolvers<void>();
    void batch.run(async () => {
      await promise;
      return other.ask(2);
    });
    void batch.run(() => one.ask(1));
    await settle();
    expect(one.calls).toEqual([]);
    resolve();
    await settle();
    expect([one.calls, other.calls]).toEqual([[[1]], [[2]]]);
  });

  test("leaves when a call is full, though others still work, and waits with what fills none", async () => {
    const batch = makeBatchScope();
    makeBusy(batch);
    const { calls, double } = makeDoubler(batch, { most: 2 });
    const results = Promise.all([1, 2, 3, 4, 5].map((item) => batch.run(() => double(item))));
    await settle();
    expect(calls).toEqual([
      [1, 2],
      [3, 4],
    ]);
    vi.advanceTimersByTime(20);
    await expect(results).resolves.toEqual([2, 4, 6, 8, 10]);
    expect(calls.at(-1)).toEqual([5]);
  });

  test("keeps its calls within the limit of bytes; what is larger alone goes alone", async () => {
    const { calls, double } = makeDoubler(makeBatchScope(), { mostBytes: 100 });
    await Promise.all([60, 40, 1, 99, 2, 300, 100].map(double));
    expect(calls).toEqual([[60, 40], [1, 99], [2], [300], [100]]);
  });

  test("fails those whose call failed, and only those", async () => {
    const double = batchCalls<number, number>({
      batch: makeBatchScope(),
      most: 2,
      async call(items) {
        if (items.includes(3)) throw new Error("throttled");
        return items.map((item) => item * 2);
      },
    });
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map(double));
    expect(results.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
      "fulfilled",
    ]);
  });

  test("fails those whose call throws before it promises anything", async () => {
    const double = batchCalls<number, number>({
      batch: makeBatchScope(),
      most: 2,
      call: () => {
        throw new Error("malformed");
      },
    });
    await expect(double(1)).rejects.toThrow("malformed");
  });

  test("calls once for every item, in order and within its limits, however they come", async () => {
    const arrivals = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 30 });
    await forAllAsync(arrivals, fc.integer({ min: 1, max: 10 }), async (items, most) => {
      const batch = makeBatchScope();
      const { calls, double } = makeDoubler(batch, { most, mostBytes: 100 });
      const results = await Promise.all(
        items.map((item, index) =>
          batch.run(async () => {
            for (let turn = 0; turn < (item * index) % 3; turn += 1) await Promise.resolve();
            return double(item);
          }),
        ),
      );
      expect(results).toEqual(items.map((item) => item * 2));
      expect(Map.groupBy(calls.flat(), String)).toEqual(Map.groupBy(items, String));
      for (const call of calls) {
        const bytes = call.reduce((sum, item) => sum + item, 0);
        expect(call.length <= most && (bytes <= 100 || call.length === 1)).toBe(true);
      }
    });
  });
});

describe("a batch scope", () => {
  test("counts who works, until the work has ended one way or the other", async () => {
    const batch = makeBatchScope();
    const good = batch.run(() => Promise.resolve("done"));
    const bad = batch.run(() => Promise.reject(new Error("broken")));
    expect(batch.working()).toBe(2);
    await expect(good).resolves.toBe("done");
    await expect(bad).rejects.toThrow("broken");
    expect(batch.working()).toBe(0);
  });

  test("has nobody waiting once every call is made", async () => {
    const batch = makeBatchScope();
    const { double } = makeDoubler(batch);
    const results = Promise.all([1, 2].map((item) => batch.run(() => double(item))));
    expect(batch.waiting()).toBe(2);
    await results;
    expect(batch.waiting()).toBe(0);
  });
});
