/**
 * Does something for every element, so many at a time.
 * @param isTimeUp is asked before each group: from then on nothing is begun
 * @returns the results in order; fewer than elements when the time was up
 */
export async function inGroups<Element, Result>(
  elements: readonly Element[],
  size: number,
  act: (element: Element) => Promise<Result>,
  isTimeUp: () => boolean = () => false,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < elements.length && !isTimeUp(); start += size) {
    results.push(...(await Promise.all(elements.slice(start, start + size).map(act))));
  }
  return results;
}
