import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import type { Item } from "../../../lambdas/shared/dynamodb/attributes.ts";
import { compareValues, isEqualValue } from "./attribute-values.ts";
import { validationFailed } from "./dynamodb-errors.ts";
import { itemBytes, MOST_ITEM_BYTES } from "./item-size.ts";
import type { SortRange } from "./key-condition.ts";

/**
 * How a table or an index keeps its entries: those of one partition in the order of the sort key.
 */
export interface ViewDefinition {
  readonly partitionKey: string;
  readonly sortKey: string;
  readonly sortType: "N" | "S";
  /**
   * Attributes that an entry holds besides its own keys and the table's; `undefined`: the whole
   * item.
   */
  readonly projected: readonly string[] | undefined;
}

/** A query of one partition. */
export interface ViewQuery {
  readonly partition: string;
  readonly range: SortRange;
  /** Entries that it looks at, at most. */
  readonly limit: number;
  /** The keys of the last entry of the page before. */
  readonly startKey: Item | undefined;
  readonly isDescending?: boolean;
}

/** What a query looked at; `last` when there may be more: the keys of the last of it. */
export interface ViewPage {
  readonly entries: readonly Item[];
  readonly last: Item | undefined;
}

/** A part of everything, whole partitions of it: those of number `index` of `total` parts. */
export interface Segment {
  readonly index: number;
  readonly total: number;
}

const ONE_SEGMENT: Segment = { index: 0, total: 1 };

/**
 * A page ends with the entry that fills it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
 */
const PAGE_BYTES = 1_048_576;
/** So many entries do not fill a page, whatever their size. */
const MOST_SURE_TO_FIT = Math.floor(PAGE_BYTES / MOST_ITEM_BYTES);

/** Entries by partition, each in its order. */
export class TableView {
  readonly definition: ViewDefinition;
  readonly #partitions = new Map<string, Item[]>();
  readonly #names: readonly string[];

  constructor(definition: ViewDefinition) {
    this.definition = definition;
    const { partitionKey, sortKey, projected = [] } = definition;
    this.#names = [...new Set(["pk", "sk", partitionKey, sortKey, ...projected])];
  }

  /** The entry of an item: none when it lacks one of the two keys. */
  entryOf(item: Item | undefined): Item | undefined {
    const { partitionKey, sortKey, sortType, projected } = this.definition;
    const [partition, sort] = [item?.[partitionKey], item?.[sortKey]];
    if (item === undefined || partition === undefined || sort === undefined) return undefined;
    if (!partition.S || !sort[sortType]) {
      throw validationFailed(`${partitionKey} or ${sortKey} is no key`);
    }
    return projected === undefined ? item : pick(item, this.#names);
  }

  /** Whether a change of an item changes nothing that is shown here. */
  isBlindTo(before: Item, after: Item): boolean {
    return this.#names.every(
      (name) => before[name] === after[name] || isEqualValue(before[name], after[name]),
    );
  }

  get(partition: string, place: Item): Item | undefined {
    const entries = this.#partitions.get(partition) ?? [];
    const found = entries[this.#indexOf(entries, place)];
    return found !== undefined && this.#order(found, place) === 0 ? found : undefined;
  }

  /** Puts what an item became in the place of what it was. */
  replace(old: Item | undefined, now: Item | undefined): void {
    const partition = this.partitionOf(old ?? now);
    const entries = this.#partitions.get(partition) ?? [];
    const index = this.#indexOf(entries, (old ?? now) as Item);
    if (old !== undefined && now !== undefined && this.isSamePlace(old, now)) {
      entries[index] = now;
    } else if (old === undefined && now !== undefined) {
      entries.splice(index, 0, now);
      this.#partitions.set(partition, entries);
    } else {
      entries.splice(index, 1);
      if (entries.length === 0) this.#partitions.delete(partition);
      if (now !== undefined) this.replace(undefined, now);
    }
  }

  /** The partition of an entry. */
  partitionOf(entry: Item | undefined): string {
    return entry?.[this.definition.partitionKey]?.S ?? "";
  }

  isSamePlace(one: Item, other: Item): boolean {
    return this.partitionOf(one) === this.partitionOf(other) && this.#order(one, other) === 0;
  }

  query({ partition, range, limit, startKey, isDescending = false }: ViewQuery): ViewPage {
    const all = this.#partitions.get(partition) ?? [];
    const { sortKey } = this.definition;
    let first = firstIndex(all, (entry) => !range.isBefore(entry[sortKey]));
    let end = firstIndex(all, (entry) => range.isBehind(entry[sortKey]));
    if (startKey !== undefined && isDescending) end = Math.min(end, this.#indexOf(all, startKey));
    if (startKey !== undefined && !isDescending) {
      first = Math.max(
        first,
        firstIndex(all, (entry) => this.#order(entry, startKey) > 0),
      );
    }
    const entries = all.slice(first, Math.max(first, end));
    return this.#page(isDescending ? entries.toReversed() : entries, limit);
  }

  /** A page of everything, or of one segment, in an order that stays the same. */
  scan(limit: number, startKey: Item | undefined, segment = ONE_SEGMENT): ViewPage {
    const start = startKey === undefined ? "" : this.partitionOf(startKey);
    if (startKey !== undefined && !isWithin(start, segment)) {
      throw validationFailed("The provided Exclusive start key is not within the segment");
    }
    const names = [...this.#partitions.keys()]
      .filter((name) => name >= start && isWithin(name, segment))
      .toSorted();
    const entries = names.flatMap((name) => this.#partitions.get(name) ?? []);
    const first =
      startKey === undefined
        ? 0
        : entries.findIndex(
            (entry) => this.partitionOf(entry) > start || this.#order(entry, startKey) > 0,
          );
    return this.#page(first === -1 ? [] : entries.slice(first), limit);
  }

  all(): Item[] {
    return [...this.#partitions.values()].flat();
  }

  /** As DynamoDB does: a page that is full has a next one, even when nothing is left for it. */
  #page(left: readonly Item[], limit: number): ViewPage {
    const entries: Item[] = [];
    let bytes = 0;
    for (const entry of left) {
      entries.push(entry);
      if (left.length > MOST_SURE_TO_FIT) bytes += itemBytes(entry);
      if (entries.length === limit || bytes >= PAGE_BYTES) {
        const { partitionKey, sortKey } = this.definition;
        return { entries, last: pick(entry, ["pk", "sk", partitionKey, sortKey]) };
      }
    }
    return { entries, last: undefined };
  }

  /** Where an entry of this place is, or would be. */
  #indexOf(entries: readonly Item[], place: Item): number {
    return firstIndex(entries, (entry) => this.#order(entry, place) >= 0);
  }

  /** Entries of one sort key lie in the order of the table's keys. */
  #order(one: Item, other: Item): number {
    const { sortKey, partitionKey } = this.definition;
    const order = compareValues(one[sortKey], other[sortKey]);
    if (order !== 0 || partitionKey === "pk") return order;
    return compareValues(one["pk"], other["pk"]) || compareValues(one["sk"], other["sk"]);
  }
}

/** The first of sorted entries that is far enough; their number when none is. */
function firstIndex(entries: readonly Item[], isFarEnough: (entry: Item) => boolean): number {
  let [from, to] = [0, entries.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isFarEnough(entries[middle] as Item)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Segments are ranges of what partition keys hash to: here, of the rest of a small hash. */
function isWithin(partition: string, { index, total }: Segment): boolean {
  if (total === 1) return true;
  let hash = 0;
  for (const character of partition) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % total === index;
}

function pick(item: Item, names: readonly string[]): Item {
  const picked: Record<string, AttributeValue> = {};
  for (const name of names) {
    const value = item[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
