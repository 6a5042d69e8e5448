import { describe, expect, test } from "vitest";

import { makeReadCache } from "../../../../lambdas/shared/memory/read-cache.ts";

/** Readings that the test answers. */
function readings() {
  const asked: PromiseWithResolvers<string | undefined>[] = [];
  return {
    asked,
    read() {
      const reading = Promise.withResolvers<string | undefined>();
      asked.push(reading);
      return reading.promise;
    },
  };
}

const LIFETIME = { lifetimeMs: 1000 };

describe("a read cache", () => {
  test("reads once for all who ask meanwhile, and for those who come later", async () => {
    const { asked, read } = readings();
    const cache = makeReadCache<string | undefined>(3);
    const both = [cache.load("a", read), cache.load("a", read)];
    asked[0]?.resolve("value");
    expect(await Promise.all(both)).toEqual(["value", "value"]);
    expect(await cache.load("a", read)).toBe("value");
    expect(asked).toHaveLength(1);
  });

  test("remembers that there is nothing", async () => {
    const { asked, read } = readings();
    const cache = makeReadCache<string | undefined>(3);
    const first = cache.load("a", read);
    asked[0]?.resolve(undefined);
    expect([await first, await cache.load("a", read)]).toEqual([undefined, undefined]);
    expect(asked).toHaveLength(1);
  });

  test("tells all who wait of a failure, and reads again", async () => {
    const { asked, read } = readings();
    const cache = makeReadCache<string | undefined>(3);
    const both = Promise.allSettled([cache.load("a", read), cache.load("a", read)]);
    asked[0]?.reject(new Error("down"));
    expect(await both).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
    const next = cache.load("a", read);
    asked[1]?.resolve("value");
    expect(await next).toBe("value");
  });

  test("reads again as soon as the lifetime since the reading began is over, from time 0", async () => {
    const { asked, read } = readings();
    const cache = makeReadCache<string | undefined>(3);
    const first = cache.load("a", read, { nowMs: 0, ...LIFETIME });
    asked[0]?.resolve("old");
    await first;
    expect(await cache.load("a", read, { nowMs: 999, ...LIFETIME })).toBe("old");
    const second = cache.load("a", read, { nowMs: 1000, ...LIFETIME });
    asked[1]?.resolve("new");
    expect(await second).toBe("new");
    expect(await cache.load("a", read, { nowMs: 1000, lifetimeMs: 1 })).toBe("new");
  });

  test("shares no reading that began a lifetime ago, though it is under way still", async () => {
    const { asked, read } = readings();
    const cache = makeReadCache<string | undefined>(3);
    const slow = cache.load("a", read, { nowMs: 0, ...LIFETIME });
    const next = cache.load("a", read, { nowMs: 1000, ...LIFETIME });
    expect(asked).toHaveLength(2);
    asked[1]?.resolve("new");
    expect(await next).toBe("new");
    asked[0]?.resolve("old");
    expect(await slow).toBe("old");
    expect(await cache.load("a", read, { nowMs: 1999, ...LIFETIME })).toBe("new");
    expect(asked).toHaveLength(2);
  });

  test("forgets no newer reading when an older one fails", async () => {
    const { asked, read } = readings();
    const cache = makeReadCache<string | undefined>(3);
    const slow = cache.load("a", read, { nowMs: 0, ...LIFETIME });
    const next = cache.load("a", read, { nowMs: 1000, ...LIFETIME });
    expect(asked).toHaveLength(2);
    asked[0]?.reject(new Error("down"));
    await expect(slow).rejects.toThrow("down");
    asked[1]?.resolve("new");
    expect(await next).toBe("new");
    expect(await cache.load("a", read, { nowMs: 1999, ...LIFETIME })).toBe("new");
    expect(asked).toHaveLength(2);
  });

  test("keeps nothing when the reading that was to refresh it fails", async () => {
    const { asked, read } = readings();
    const cache = makeReadCache<string | undefined>(3);
    const first = cache.load("a", read, { nowMs: 0, ...LIFETIME });
    asked[0]?.resolve("old");
    await first;
    const second = cache.load("a", read, { nowMs: 1000, ...LIFETIME });
    asked[1]?.reject(new Error("down"));
    await expect(second).rejects.toThrow("down");
    const third = cache.load("a", read);
    asked[2]?.resolve("new");
    expect(await third).toBe("new");
  });

  test("forgets the one that was asked for longest ago", async () => {
    const cache = makeReadCache<string>(2);
    const asked: string[] = [];
    const get = (key: string) =>
      cache.load(key, () => {
        asked.push(key);
        return Promise.resolve(key);
      });
    for (const key of ["a", "b", "a", "c", "a", "b"]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await get(key)).toBe(key);
    }
    expect(asked).toEqual(["a", "b", "c", "b"]);
  });

  test.each([
    [
      "pushed out",
      (cache: ReturnType<typeof makeReadCache>) => void cache.load("b", readings().read),
    ],
    ["deleted", (cache: ReturnType<typeof makeReadCache>) => cache.delete("a")],
  ])("gives its value to who waits, though it is %s meanwhile", async (_how, forget) => {
    const { asked, read } = readings();
    const cache = makeReadCache<string | undefined>(1);
    const first = cache.load("a", read);
    forget(cache);
    asked[0]?.resolve("value");
    expect(await first).toBe("value");
    void cache.load("a", read);
    expect(asked).toHaveLength(2);
  });
});
