/** Calls under way at the same time: a query takes some milliseconds, nearly all of them waiting. */
const GROUP_SIZE = 10;

/**
 * Does something for every element, a few at a time; what fails stops no other.
 * @returns whether there was time for all
 */
export async function inGroups<Element>(
  elements: readonly Element[],
  work: (element: Element) => Promise<void>,
  isTimeUp: () => boolean,
  failed: (element: Element, error: unknown) => void,
): Promise<boolean> {
  for (let start = 0; start < elements.length; start += GROUP_SIZE) {
    if (isTimeUp()) return false;
    const group = elements.slice(start, start + GROUP_SIZE);
    await Promise.all(
      group.map((element) => work(element).catch((error: unknown) => failed(element, error))),
    );
  }
  return true;
}
