/** An element of a sample, and how much of the whole it stands for. */
export interface Weighted<Element> {
  readonly element: Element;
  readonly weight: number;
}

/**
 * Chooses elements spread evenly over a list, each with a chance in proportion to its size: one
 * every so much of the running total (W. G. Madow, On the theory of systematic sampling II, 1949).
 * The weights sum to the total size.
 * @param most elements to choose; as few as that are all taken, each for its own size
 * @param chance a number in [0, 1): where in the first step to begin
 */
export function sampleBySize<Element>(
  elements: readonly Element[],
  sizeOf: (element: Element) => number,
  most: number,
  chance: number,
): Weighted<Element>[] {
  if (elements.length <= most) {
    return elements.map((element) => ({ element, weight: sizeOf(element) }));
  }
  const step = elements.reduce((sum, element) => sum + sizeOf(element), 0) / most;
  const sample: Weighted<Element>[] = [];
  let passed = 0;
  let taken = 0;
  for (const [index, element] of elements.entries()) {
    passed += sizeOf(element);
    // The places are at `(chance + n) * step` for n from 0 on: so many of them have been passed, at
    // the end all of them.
    const isLast = index === elements.length - 1;
    const places = isLast ? most : Math.min(most, Math.ceil(passed / step - chance));
    if (places > taken) sample.push({ element, weight: (places - taken) * step });
    taken = Math.max(taken, places);
  }
  return sample;
}
