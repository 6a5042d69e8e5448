/** Largest payload, in characters. */
const PAYLOAD_LENGTH = 262_144;

/** Work that is measured. */
export interface WorstCase {
  readonly title: string;
  /** What JSON.parse is measured with, to compare. */
  readonly payloadText: string;
  readonly work: () => unknown;
  /** What it may take, in milliseconds of a full core, where that is not what one event may. */
  readonly budgetMs?: number;
}

/** As many of something as asked. */
export function times<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** A list under `a` of nothing but this element: a payload of 256 KB, where not told how many. */
export function listOf(
  element: string,
  count = Math.floor((PAYLOAD_LENGTH - 7) / (element.length + 1)),
): string {
  return `{"a":[${times(count, () => element).join(",")}]}`;
}
