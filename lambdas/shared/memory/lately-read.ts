import { makeRecentMap } from "./recent-map.ts";

/** Webhooks, or tenants, of which a warm function remembers what it read. */
const MOST_NAMES = 1000;
/**
 * How long it goes by that. Where many deliveries come, most of them cost no read; and what changes
 * meanwhile is late to be known by no more than it took to notice.
 */
const GOES_BY_MS = 2000;

/** What was read a moment ago, by name. */
export interface LatelyRead<Value> {
  /** `undefined`: read it. */
  get(name: string): { readonly value: Value } | undefined;
  set(name: string, value: Value): void;
  delete(name: string): void;
}

/** Remembers what was read, for two seconds. */
export function makeLatelyRead<Value>(
  now: () => number,
  most: number = MOST_NAMES,
): LatelyRead<Value> {
  const entries = makeRecentMap<{ readonly value: Value; readonly untilMs: number }>(most);
  return {
    get(name) {
      const entry = entries.get(name);
      return entry !== undefined && entry.untilMs > now() ? entry : undefined;
    },
    set: (name, value) => entries.set(name, { value, untilMs: now() + GOES_BY_MS }),
    delete: (name) => entries.delete(name),
  };
}
