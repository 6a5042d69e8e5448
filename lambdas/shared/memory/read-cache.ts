import { makeRecentMap } from "./recent-map.ts";

/** How old what is remembered may be. */
export interface Freshness {
  readonly nowMs: number;
  /** Since the reading began. */
  readonly lifetimeMs: number;
}

/** What a warm function remembers of values that cost a call, by key. */
export interface ReadCache<Value> {
  /**
   * The remembered value, or what `read` gives. All who ask within its lifetime share one reading;
   * its failure reaches all of them, and is not remembered.
   * @param freshness @default - as old as it likes
   */
  load(key: string, read: () => Promise<Value>, freshness?: Freshness): Promise<Value>;
  delete(key: string): void;
}

const FOR_GOOD: Freshness = { nowMs: 0, lifetimeMs: Infinity };

/** A reading that is under way, or ended well. */
interface Reading<Value> {
  readonly beganAtMs: number;
  readonly value: Promise<Value>;
}

/** @param most keys that are remembered at most; the one that was asked for longest ago goes */
export function makeReadCache<Value>(most: number): ReadCache<Value> {
  const cache = makeRecentMap<Reading<Value>>(most);
  return {
    load(key, read, { nowMs, lifetimeMs } = FOR_GOOD) {
      const known = cache.get(key);
      if (known !== undefined && nowMs - known.beganAtMs < lifetimeMs) return known.value;
      const reading = { beganAtMs: nowMs, value: read() };
      cache.set(key, reading);
      reading.value.catch(() => {
        if (cache.get(key) === reading) cache.delete(key);
      });
      return reading.value;
    },
    delete(key) {
      cache.delete(key);
    },
  };
}
