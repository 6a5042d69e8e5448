/**
 * The sets of functions that deliver, each with a queue of its own: of webhooks that are proved
 * quick; of those that are not known yet, and of quick ones whose tenant is not trusted; of those
 * known to be slow. See docs/protocol.md.
 */
export type Pool = "quick" | "trial" | "slow";

/** In the order in which deliveries are handed over: never back. */
const RANKS: Readonly<Record<Pool, number>> = { quick: 0, trial: 1, slow: 2 };

/** Whether what comes to the other pool is handed over to this one. */
export function isBehind(pool: Pool, other: Pool): boolean {
  return RANKS[pool] > RANKS[other];
}

/** One of each pool. */
export function eachPool<Value>(make: (pool: Pool) => Value): Readonly<Record<Pool, Value>> {
  return { quick: make("quick"), trial: make("trial"), slow: make("slow") };
}
