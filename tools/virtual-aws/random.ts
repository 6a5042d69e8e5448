/** A small, quick source of numbers that look random, the same for the same seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** 0 … count − 1. */
  below(count: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

/**
 * Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, passes gjrand's tests, one
 * multiplication or two a number.
 */
export function makeRandom(seed: number): Random {
  // Neighbouring seeds start far apart: the seed itself is mixed first (the finaliser of
  // MurmurHash3).
  let state = seed | 0;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  state ^= state >>> 16;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
  };
}
