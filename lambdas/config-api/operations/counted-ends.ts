import { defined } from "../../shared/domain/defined.ts";
import {
  ownerKey,
  type ReasonCounts,
  sumReasons,
  type TallyOwner,
} from "../../shared/domain/tally.ts";

/** What was dropped or rejected of one owner in a day. */
export interface DayTally {
  readonly owner: TallyOwner;
  readonly reasons: ReasonCounts;
}

/** Some of a day's tallies, in the order of their owners' keys. */
export interface DayTallyPage {
  readonly tallies: readonly DayTally[];
  /** Where the next page begins: the key of an owner; absent at the end. */
  readonly next?: string;
}

/** A day's drops and rejections; `open` moves to `page` some minutes later, never in both. */
export interface DayTallies {
  /**
   * One query.
   * @param day in UTC: `2026-01-31`
   * @param kind drops by webhook, rejections by tenant, or the one tally of entries for nobody that
   *   is known
   * @param limit most tallies of the page
   * @param after `next` of the page before
   */
  page(day: string, kind: TallyOwner["kind"], limit: number, after?: string): Promise<DayTallyPage>;
  /** The last minutes: eight queries, at most 1 MB each (some thousand tallies). One an owner. */
  open(day: string): Promise<readonly DayTally[]>;
}

/**
 * What was dropped or rejected in a day, owner by owner, the last minutes included: nine queries.
 * What is moved from the one to the other meanwhile may count twice, or not yet, in one answer.
 */
export async function countedEnds(
  tallies: DayTallies,
  kind: TallyOwner["kind"],
  day: string,
  limit: number,
  after: string | undefined,
): Promise<DayTallyPage> {
  const [open, page] = await Promise.all([
    tallies.open(day),
    tallies.page(day, kind, limit, after),
  ]);
  const { next } = page;
  // Each owner has its place in the order of keys, so that it is on one page only.
  const isOnPage = (key: string) =>
    (after === undefined || key > after) && (next === undefined || key <= next);
  const sums = new Map(page.tallies.map((tally) => [ownerKey(tally.owner), tally]));
  for (const { owner, reasons } of open) {
    const key = ownerKey(owner);
    if (owner.kind !== kind || !isOnPage(key)) continue;
    sums.set(key, { owner, reasons: sumReasons([sums.get(key)?.reasons ?? {}, reasons]) });
  }
  const found = [...sums].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const last = found.length > limit ? found[limit - 1]?.[0] : next;
  return {
    tallies: found.slice(0, limit).map(([, tally]) => tally),
    ...defined({ next: last }),
  };
}
