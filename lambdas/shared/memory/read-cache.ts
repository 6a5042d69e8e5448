import { LRUCache } from "lru-cache";

/** How old what is remembered may be. */
export interface Freshness {
  readonly nowMs: number;
  /** Since the reading began. */
  readonly lifetimeMs: number;
}

/** What a warm function remembers of values that cost a call, by key. */
export interface ReadCache<Value> {
  /**
   * The remembered value, or what `read` gives. All who ask meanwhile share one reading; its
   * failure reaches all of them, and is not remembered.
   * @param freshness @default - as old as it likes
   */
  load(key: string, read: () => Promise<Value>, freshness?: Freshness): Promise<Value>;
  delete(key: string): void;
}

const FOR_GOOD: Freshness = { nowMs: 0, lifetimeMs: Infinity };

/** @param most keys that are remembered at most; the one that was asked for longest ago goes */
export function makeReadCache<Value>(most: number): ReadCache<Value> {
  // Values are boxed, since the cache does not keep `undefined`. Its own time to live is not used:
  // that would begin when a reading ends.
  const cache = new LRUCache<
    string,
    { readonly value: Value; readonly readAtMs: number },
    { readonly read: () => Promise<Value>; readonly nowMs: number }
  >({
    // Not `max`: with that it makes room for all of them at once.
    maxSize: most,
    sizeCalculation: () => 1,
    fetchMethod: async (_key, _before, { context: { read, nowMs } }) => ({
      readAtMs: nowMs,
      value: await read(),
    }),
    ignoreFetchAbort: true, // Who waits gets the value, even if the key is pushed out meanwhile.
  });
  return {
    async load(key, read, { nowMs, lifetimeMs } = FOR_GOOD) {
      const readAtMs = cache.peek(key)?.readAtMs ?? nowMs;
      const forceRefresh = nowMs - readAtMs >= lifetimeMs;
      return (await cache.forceFetch(key, { context: { read, nowMs }, forceRefresh })).value;
    },
    delete(key) {
      cache.delete(key);
    },
  };
}
