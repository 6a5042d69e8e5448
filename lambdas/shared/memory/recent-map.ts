/** A map that forgets the least recently used when full, to bound a warm function's memory. */
export interface RecentMap<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

/** @param most entries that are remembered at most */
export function makeRecentMap<Value>(most: number): RecentMap<Value> {
  const entries = new Map<string, Value>();
  return {
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) {
        entries.delete(key);
        entries.set(key, value);
      }
      return value;
    },
    delete(key) {
      entries.delete(key);
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      for (const oldest of entries.keys()) {
        if (entries.size <= most) {
          break;
        }
        entries.delete(oldest);
      }
    },
  };
}
