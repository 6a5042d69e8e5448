/** Whether a value is among some. */
export type IsIn = (value: unknown) => boolean;

/**
 * Makes the test whether a value is among these texts, numbers and the like; numbers by value.
 * They are looked up by halving: V8 hashes numbers without a seed, so that thousands can be chosen
 * which a `Set` would compare one after the other.
 */
export function scalarSet(values: Iterable<unknown>): IsIn {
  const all = [...values];
  const others = new Set(all.filter((value) => typeof value !== "number"));
  const unsorted = Float64Array.from(all.filter((value) => typeof value === "number"));
  const numbers = unsorted.toSorted();
  return (value) => (typeof value === "number" ? isAmong(numbers, value) : others.has(value));
}

function isAmong(sorted: Float64Array, value: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Number(sorted[middle]) < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}
