/** The next elements, up to so many; fewer only at the end. */
export async function take<Element>(
  source: AsyncIterator<Element>,
  count: number,
): Promise<Element[]> {
  const taken: Element[] = [];
  while (taken.length < count) {
    const next = await source.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}
