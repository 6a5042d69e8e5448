/** A public key as the API gives it, with how long it may be kept. */
export interface ReadKey {
  readonly kid: string;
  readonly pem: string;
  /** `max-age` of the answer: a day while it signs or will, less once another has followed. */
  readonly maxAgeSeconds: number;
}

/** A key in the list: what it does, and when it can no longer be read. */
export interface ShownKey extends ReadKey {
  readonly state: "signed before" | "signs" | "signs next";
  /** Epoch milliseconds; absent while nobody knows. */
  readonly readableUntilMs?: number;
}

/** How long a key can be kept by its receiver (docs/verify.md), in seconds. */
const DAY_SECONDS = 86_400;

/**
 * What each key of a set does. The set has them in the order in which they sign, and a key can be
 * read for a day after its successor began: so those that may be kept for less have signed.
 */
export function shownKeys(keys: readonly ReadKey[], nowMs: number): ShownKey[] {
  const past = keys.filter(({ maxAgeSeconds }) => maxAgeSeconds < DAY_SECONDS);
  const rest = keys.filter(({ maxAgeSeconds }) => maxAgeSeconds >= DAY_SECONDS);
  return [
    ...rest.map((key, index): ShownKey => Object.assign({ state: stateAt(index) }, key)),
    ...past.map((key): ShownKey => {
      const readableUntilMs = nowMs + key.maxAgeSeconds * 1000;
      return Object.assign({ state: "signed before", readableUntilMs } as const, key);
    }),
  ];
}

/** The first of those that have not signed signs now. */
function stateAt(index: number): "signs" | "signs next" {
  return index === 0 ? "signs" : "signs next";
}

/** Seconds of `max-age` in a `cache-control`; 0 without one. */
export function maxAgeOf(cacheControl: string | null): number {
  return Number(/max-age=(\d+)/u.exec(cacheControl ?? "")?.[1] ?? 0);
}
