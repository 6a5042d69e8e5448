import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { coalesce, makeCrew, type Crew } from "../../../../lambdas/shared/aws-client/coalesce.ts";

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
function makeDoubler(crew: Crew, { most = 100, mostBytes = Infinity }: Limits = {}) {
  const calls: number[][] = [];
  const double = coalesce<number, number>({
    crew,
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
function makeSilent(crew: Crew) {
  const calls: number[][] = [];
  const ask = coalesce<number, number>({
    crew,
    most: 100,
    call(items) {
      calls.push([...items]);
      return new Promise(() => undefined);
    },
  });
  return { calls, ask };
}

/** A member of the crew who works until told to stop. */
function makeBusy(crew: Crew): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  void crew.join(() => promise);
  return resolve;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("coalesce", () => {
  test("makes one call for all who move in step, and gives each its own result", async () => {
    const crew = makeCrew();
    const { calls, double } = makeDoubler(crew);
    const results = await Promise.all([1, 2, 3].map((item) => crew.join(() => double(item))));
    expect(results).toEqual([2, 4, 6]);
    expect(calls).toEqual([[1, 2, 3]]);
  });

  test("calls at once for one who works alone, or outside any batch", async () => {
    const crew = makeCrew();
    const { calls, double } = makeDoubler(crew);
    await expect(crew.join(() => double(1))).resolves.toBe(2);
    await expect(double(2)).resolves.toBe(4);
    expect(calls).toEqual([[1], [2]]);
  });

  test("waits 20 ms for others who still work, and no longer", async () => {
    const crew = makeCrew();
    makeBusy(crew);
    const { calls, double } = makeDoubler(crew);
    const result = crew.join(() => double(1));
    await settle();
    await vi.advanceTimersByTimeAsync(19);
    expect(calls).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await expect(result).resolves.toBe(2);
  });

  test("takes along who comes within the 20 ms, and lets the first wait no longer for it", async () => {
    const crew = makeCrew();
    makeBusy(crew);
    const { calls, double } = makeDoubler(crew);
    const first = crew.join(() => double(1));
    await settle();
    await vi.advanceTimersByTimeAsync(15);
    const second = crew.join(() => double(2));
    await settle();
    await vi.advanceTimersByTimeAsync(5);
    await expect(Promise.all([first, second])).resolves.toEqual([2, 4]);
    expect(calls).toEqual([[1, 2]]);
  });

  test("lets nobody wait for what a call before has left over", async () => {
    const crew = makeCrew();
    makeBusy(crew);
    const { calls, double } = makeDoubler(crew, { most: 2 });
    void crew.join(() => double(1));
    await settle();
    await vi.advanceTimersByTimeAsync(15);
    void crew.join(() => double(2)); // full: leaves, and the first's 20 ms end with it
    await settle();
    expect(calls).toEqual([[1, 2]]);
    void crew.join(() => double(3));
    await settle();
    await vi.advanceTimersByTimeAsync(19);
    expect(calls).toEqual([[1, 2]]);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls).toEqual([[1, 2], [3]]);
  });

  test("leaves as soon as the last who still worked has ended", async () => {
    const crew = makeCrew();
    const stop = makeBusy(crew);
    const { calls, double } = makeDoubler(crew);
    void crew.join(() => double(1));
    await settle();
    expect(calls).toEqual([]);
    stop();
    await settle();
    expect(calls).toEqual([[1]]);
  });

  test("leaves as soon as the last who still worked has failed", async () => {
    const crew = makeCrew();
    const { calls, double } = makeDoubler(crew);
    const { promise, reject } = Promise.withResolvers<void>();
    const failing = crew.join(() => promise);
    void crew.join(() => double(1));
    await settle();
    reject(new Error("broken"));
    await expect(failing).rejects.toThrow("broken");
    await settle();
    expect(calls).toEqual([[1]]);
  });

  test("leaves at once when everybody at work waits, be it for different calls", async () => {
    const crew = makeCrew();
    const one = makeSilent(crew);
    const other = makeSilent(crew);
    for (const item of [1, 2]) {
      void crew.join(() => one.ask(item));
      void crew.join(() => other.ask(item));
    }
    await settle();
    expect([one.calls, other.calls]).toEqual([[[1, 2]], [[1, 2]]]);
  });

  test("lets those leave who wait already when the last comes to wait for another call", async () => {
    const crew = makeCrew();
    const one = makeSilent(crew);
    const other = makeSilent(crew);
    const { promise, resolve } = Promise.withResolvers<void>();
    void crew.join(async () => {
      await promise;
      return other.ask(2);
    });
    void crew.join(() => one.ask(1));
    await settle();
    expect(one.calls).toEqual([]);
    resolve();
    await settle();
    expect([one.calls, other.calls]).toEqual([[[1]], [[2]]]);
  });

  test("leaves when a call is full, though others still work, and waits with what fills none", async () => {
    const crew = makeCrew();
    makeBusy(crew);
    const { calls, double } = makeDoubler(crew, { most: 2 });
    const results = Promise.all([1, 2, 3, 4, 5].map((item) => crew.join(() => double(item))));
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
    const { calls, double } = makeDoubler(makeCrew(), { mostBytes: 100 });
    await Promise.all([60, 40, 1, 99, 2, 300, 100].map(double));
    expect(calls).toEqual([[60, 40], [1, 99], [2], [300], [100]]);
  });

  test("fails those whose call failed, and only those", async () => {
    const double = coalesce<number, number>({
      crew: makeCrew(),
      most: 2,
      async call(items) {
        if (items.includes(3)) {
          throw new Error("throttled");
        }
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
    const double = coalesce<number, number>({
      crew: makeCrew(),
      most: 2,
      call: () => {
        throw new Error("malformed");
      },
    });
    await expect(double(1)).rejects.toThrow("malformed");
  });

  test("calls once for every item, in order and within its limits, however they come", async () => {
    const arrivals = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(arrivals, fc.integer({ min: 1, max: 10 }), async (items, most) => {
        const crew = makeCrew();
        const { calls, double } = makeDoubler(crew, { most, mostBytes: 100 });
        const results = await Promise.all(
          items.map((item, index) =>
            crew.join(async () => {
              for (let turn = 0; turn < (item * index) % 3; turn += 1) {
                await Promise.resolve();
              }
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
      }),
    );
  });
});

describe("a crew", () => {
  test("counts who works, until the work has ended one way or the other", async () => {
    const crew = makeCrew();
    const good = crew.join(() => Promise.resolve("done"));
    const bad = crew.join(() => Promise.reject(new Error("broken")));
    expect(crew.working()).toBe(2);
    await expect(good).resolves.toBe("done");
    await expect(bad).rejects.toThrow("broken");
    expect(crew.working()).toBe(0);
  });

  test("has nobody waiting once every call is made", async () => {
    const crew = makeCrew();
    const { double } = makeDoubler(crew);
    const results = Promise.all([1, 2].map((item) => crew.join(() => double(item))));
    expect(crew.waiting()).toBe(2);
    await results;
    expect(crew.waiting()).toBe(0);
  });
});
