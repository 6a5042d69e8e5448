import type { Weighted } from "./sample-by-size.ts";

/**
 * The values that half, 90 and 99 % of the weight do not exceed: nearest rank, so each is one of
 * the values.
 */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** Percentiles of weighted values; `undefined` where there is no value. */
export function percentilesOf(values: readonly Weighted<number>[]): Percentiles | undefined {
  const sorted = values.toSorted((one, other) => one.element - other.element);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const ranks = [0.5, 0.9, 0.99].map((share) => share * total);
  const found: number[] = [];
  let passed = 0;
  for (const { element, weight } of sorted) {
    passed += weight;
    while (found.length < ranks.length && passed >= (ranks[found.length] as number) - ROUNDING) {
      found.push(element);
    }
  }
  const [p50, p90, p99] = found;
  return p50 === undefined || p90 === undefined || p99 === undefined
    ? undefined
    : { p50, p90, p99 };
}

/** Far less than one delivery: what adding up weights may lose. */
const ROUNDING = 1e-6;
