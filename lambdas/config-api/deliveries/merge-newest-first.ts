import type { DeliveryKey } from "../../shared/domain/identifiers.ts";

/** A delivery as a list knows it: which one, and when its event was accepted. */
export interface ListedDelivery extends DeliveryKey {
  readonly acceptedAtMs: number;
}

/** A list in pages, newest first; those of one millisecond in any order, also across pages. */
export type DeliveryPages = AsyncIterable<readonly ListedDelivery[]>;

/** Lists whose first pages are read at the same time. */
const READ_AT_ONCE = 32;

/** The order of all delivery lists: newest first, then by event and webhook; no two alike. */
export function compareNewestFirst(one: ListedDelivery, other: ListedDelivery): number {
  return (
    other.acceptedAtMs - one.acceptedAtMs ||
    compareText(one.eventId, other.eventId) ||
    compareText(one.webhookId, other.webhookId)
  );
}

/**
 * Merges lists into one, in the order of {@link compareNewestFirst}, reading no more pages than it
 * needs.
 * @param after where to go on: only what comes behind it is given, whether or not it still exists
 *   itself
 */
export async function* mergeNewestFirst(
  lists: readonly DeliveryPages[],
  after?: ListedDelivery,
): AsyncGenerator<ListedDelivery, undefined> {
  const heads: Head[] = [];
  for (let start = 0; start < lists.length; start += READ_AT_ONCE) {
    const readers = lists.slice(start, start + READ_AT_ONCE).map((list) => inOrder(list, after));
    const firsts = await Promise.all(readers.map(async (rest) => headOf(rest)));
    heads.push(...firsts.filter((head) => head !== undefined));
  }
  while (heads.length > 0) {
    const index = indexOfFirst(heads);
    const head = heads[index] as Head;
    yield head.delivery;
    const next = await headOf(head.rest);
    if (next === undefined) heads.splice(index, 1);
    else heads[index] = next;
  }
  return undefined;
}

interface Head {
  readonly delivery: ListedDelivery;
  readonly rest: AsyncGenerator<ListedDelivery, undefined>;
}

async function headOf(rest: Head["rest"]): Promise<Head | undefined> {
  const next = await rest.next();
  return next.done === true ? undefined : { delivery: next.value, rest };
}

function indexOfFirst(heads: readonly Head[]): number {
  let first = 0;
  for (let index = 1; index < heads.length; index += 1) {
    const head = heads[index] as Head;
    if (compareNewestFirst(head.delivery, (heads[first] as Head).delivery) < 0) first = index;
  }
  return first;
}

/** One list, also in order within a millisecond: they wait for an older one or the end. */
async function* inOrder(
  pages: DeliveryPages,
  after: ListedDelivery | undefined,
): AsyncGenerator<ListedDelivery, undefined> {
  let held: ListedDelivery[] = [];
  for await (const page of pages) {
    for (const delivery of page) {
      if (after !== undefined && compareNewestFirst(delivery, after) <= 0) continue;
      if (held[0] !== undefined && held[0].acceptedAtMs !== delivery.acceptedAtMs) {
        yield* held.toSorted(compareNewestFirst);
        held = [];
      }
      held.push(delivery);
    }
  }
  yield* held.toSorted(compareNewestFirst);
  return undefined;
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
