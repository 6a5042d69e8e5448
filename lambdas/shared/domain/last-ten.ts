/** The last ten attempts, as one function saw them: a bit each, 1 for some kind; begin with 0. */
export type LastTen = number;

/** All ten were of that kind. */
export const ALL_TEN: LastTen = 0b11_1111_1111;

/** The last ten with one more. */
export function withOneMore(lastTen: LastTen, isOfKind: boolean): LastTen {
  return ((lastTen << 1) | (isOfKind ? 1 : 0)) & ALL_TEN;
}

/** How many of them were of that kind. */
export function countOf(lastTen: LastTen): number {
  let count = 0;
  for (let bits = lastTen; bits > 0; bits >>= 1) count += bits & 1;
  return count;
}
