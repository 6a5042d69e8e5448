import {
  type Bucket,
  type BucketRule,
  refilled,
  secondsToToken,
  withoutToken,
} from "../../../lambdas/shared/domain/token-bucket.ts";

/** Loads what belongs to the rows in view, and remembers it. */
export interface PacedLoader<Value> {
  /** These are in view now, in this order; others are not asked for any more. */
  show(ids: readonly string[]): void;
  /** What was loaded last; `failed`: it cannot be had; `undefined`: not yet. */
  get(id: string): Value | "failed" | undefined;
  /** Called with each row that was loaded. @returns what ends it */
  subscribe(listener: () => void): () => void;
}

/** What a paced loader is made of. */
export interface PacedLoaderOptions<Value> {
  /** Loads one row; what it rejects with makes the row `failed`. */
  readonly load: (id: string) => Promise<Value>;
  /** Rows at the same time. */
  readonly atOnce: number;
  /** How often a row may be asked for. */
  readonly rule: BucketRule;
  /** A row is asked for again after so long, in ms. */
  readonly freshMs: number;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * Loads what belongs to rows: a few at a time, those in view alone, and no faster than the API
 * takes it, so that it never has to refuse.
 */
export function makePacedLoader<Value>(options: PacedLoaderOptions<Value>): PacedLoader<Value> {
  const { load, atOnce, rule, freshMs, now, sleep } = options;
  const known = new Map<string, { readonly value: Value | "failed"; readonly atMs: number }>();
  const running = new Set<string>();
  const listeners = new Set<() => void>();
  let wanted: readonly string[] = [];
  let bucket: Bucket | undefined;
  let workers = 0;

  function isWanted(id: string): boolean {
    return !running.has(id) && now() - (known.get(id)?.atMs ?? -Infinity) >= freshMs;
  }

  async function waitForTurn(): Promise<void> {
    for (;;) {
      bucket = refilled(bucket, rule, now());
      const seconds = secondsToToken(bucket, rule);
      if (seconds === 0) break;
      await sleep(Math.ceil(seconds * 1000));
    }
    bucket = withoutToken(bucket);
  }

  async function work(): Promise<void> {
    workers += 1;
    for (;;) {
      if (!wanted.some(isWanted)) break;
      await waitForTurn();
      // Others may be in view by now.
      const id = wanted.find(isWanted);
      if (id === undefined) break;
      running.add(id);
      const value = await load(id).catch(() => "failed" as const);
      running.delete(id);
      known.set(id, { value, atMs: now() });
      for (const listener of listeners) listener();
    }
    workers -= 1;
  }

  return {
    show(ids) {
      wanted = ids;
      const missing = ids.filter(isWanted).length;
      for (let more = Math.min(atOnce - workers, missing); more > 0; more -= 1) void work();
    },
    get: (id) => known.get(id)?.value,
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
