import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import type { Item, ItemKey } from "../../lambdas/shared/adapters/delivery-item.ts";
import { compareValues } from "./expression.ts";
import { itemBytes, writeUnitsOf } from "./item-size.ts";

/** A global secondary index: an item is in it when it has both keys. */
export interface IndexDefinition {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Attributes that it holds besides its own keys and the table's. */
  readonly projected: readonly string[];
}

/** Write units of one write: of the table, and of each index that it changed. */
export interface WriteUnits {
  readonly table: number;
  readonly indexes: Readonly<Record<string, number>>;
}

/** A query: one partition, those of its entries that `matches` holds for, in the order of the sort key. */
export interface VirtualQuery {
  readonly index: string | undefined;
  readonly partition: string;
  readonly matches: (entry: Item) => boolean;
  readonly limit: number;
  readonly startKey: Item | undefined;
}

/** What a query read; `last` when it stopped at its limit. */
export interface VirtualPage {
  readonly entries: readonly Item[];
  readonly bytes: number;
  readonly last: Item | undefined;
}

/** The table's own keys. */
const TABLE_KEYS = { partitionKey: "pk", sortKey: "sk" } as const;

/** A DynamoDB table in memory, its indexes always up to date, that says what AWS would charge for each write. */
export class VirtualTable {
  readonly name: string;
  readonly #own: View;
  readonly #indexes: readonly View[];

  constructor(name: string, indexes: readonly IndexDefinition[]) {
    this.name = name;
    this.#own = new View({ name, ...TABLE_KEYS, projected: [] }, true);
    this.#indexes = indexes.map((index) => new View(index, false));
  }

  get(key: ItemKey): Item | undefined {
    return this.#own.get(key.pk.S, nameOf(key));
  }

  /** Every item, in no order. */
  items(): Item[] {
    return this.#own.all();
  }

  /** Bytes that are kept, as storage is charged: 100 more for each entry of an index. */
  storedBytes(): number {
    return [this.#own, ...this.#indexes].reduce((sum, view) => sum + view.storedBytes(), 0);
  }

  /**
   * Puts the item and says what that costs: a started KB of the larger of old and new; then an entry of an index put or taken
   * away is one write more, one whose key changes two, and one whose attributes stay as they were none.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.Writes
   */
  put(item: Item): WriteUnits {
    return this.#replace(item as unknown as ItemKey, item);
  }

  /** Takes the item away and says what that costs: as a put of it does. */
  remove(key: ItemKey): WriteUnits {
    return this.#replace(key, undefined);
  }

  #replace(key: ItemKey, after: Item | undefined): WriteUnits {
    const before = this.get(key);
    const name = nameOf(key);
    const table = writeUnitsOf(Math.max(itemBytes(after ?? {}), itemBytes(before ?? {})));
    this.#own.replace(name, before, after);
    const indexes: Record<string, number> = {};
    for (const index of this.#indexes) {
      const units = index.replace(name, before, after);
      if (units > 0) indexes[index.definition.name] = units;
    }
    return { table, indexes };
  }

  /** Write units of a write that was refused: as if it had been made, without the indexes. */
  refusedUnits(key: ItemKey): number {
    const item = this.get(key);
    return writeUnitsOf(item === undefined ? 0 : itemBytes(item));
  }

  query(query: VirtualQuery): VirtualPage {
    const view =
      query.index === undefined
        ? this.#own
        : this.#indexes.find(({ definition }) => definition.name === query.index);
    if (view === undefined) throw new Error(`${this.name} has no index ${query.index}`);
    return view.query(query);
  }
}

/** The table as one of its indexes shows it, or as it is. */
class View {
  readonly definition: IndexDefinition;
  readonly #holdsAll: boolean;
  readonly #partitions = new Map<string, Map<string, Item>>();

  constructor(definition: IndexDefinition, holdsAll: boolean) {
    this.definition = definition;
    this.#holdsAll = holdsAll;
  }

  get(partition: string, key: string): Item | undefined {
    return this.#partitions.get(partition)?.get(key);
  }

  all(): Item[] {
    return Array.from(this.#partitions.values(), (entries) => [...entries.values()]).flat();
  }

  storedBytes(): number {
    const overhead = this.#holdsAll ? 0 : 100;
    return this.all().reduce((sum, entry) => sum + itemBytes(entry) + overhead, 0);
  }

  /** @returns write units */
  replace(key: string, before: Item | undefined, after: Item | undefined): number {
    const [old, now] = [this.#project(before), this.#project(after)];
    if (old === undefined && now === undefined) return 0;
    const isMoved = old !== undefined && now !== undefined && !this.#isSamePlace(old, now);
    if (old !== undefined && (now === undefined || isMoved)) {
      this.#partition(old).delete(key);
    }
    if (now !== undefined) this.#partition(now).set(key, now);
    if (old === undefined || now === undefined) return writeUnitsOf(itemBytes(now ?? old ?? {}));
    if (isMoved) return writeUnitsOf(itemBytes(old)) + writeUnitsOf(itemBytes(now));
    return isSame(old, now) ? 0 : writeUnitsOf(Math.max(itemBytes(old), itemBytes(now)));
  }

  query({ partition, matches, limit, startKey }: VirtualQuery): VirtualPage {
    const { sortKey } = this.definition;
    const order = (one: Item, other: Item): number =>
      compareValues(one[sortKey], other[sortKey]) ||
      compareValues(one["pk"], other["pk"]) ||
      compareValues(one["sk"], other["sk"]);
    const found = [...(this.#partitions.get(partition)?.values() ?? [])]
      .filter((entry) => matches(entry) && (startKey === undefined || order(entry, startKey) > 0))
      .toSorted(order);
    const entries = found.slice(0, limit);
    return {
      entries,
      bytes: entries.reduce((sum, entry) => sum + itemBytes(entry), 0),
      // As DynamoDB does: a page that is full has a next one, even when nothing is left for it.
      last: entries.length === limit ? entries.at(-1) : undefined,
    };
  }

  #project(item: Item | undefined): Item | undefined {
    const { partitionKey, sortKey, projected } = this.definition;
    if (item?.[partitionKey] === undefined || item[sortKey] === undefined) return undefined;
    if (this.#holdsAll) return item;
    const entry: Item = {};
    for (const name of ["pk", "sk", partitionKey, sortKey, ...projected]) {
      const value = item[name];
      if (value !== undefined) entry[name] = value;
    }
    return entry;
  }

  #partition(entry: Item): Map<string, Item> {
    const value = entry[this.definition.partitionKey]?.S ?? "";
    const entries = this.#partitions.get(value) ?? new Map<string, Item>();
    this.#partitions.set(value, entries);
    return entries;
  }

  #isSamePlace(one: Item, other: Item): boolean {
    const { partitionKey, sortKey } = this.definition;
    return [partitionKey, sortKey].every((name) => isSameValue(one[name], other[name]));
  }
}

/** A key as text. */
function nameOf({ pk, sk }: ItemKey): string {
  return `${pk.S}\n${sk.S}`;
}

function isSame(one: Item, other: Item): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => isSameValue(one[name], other[name]))
  );
}

function isSameValue(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  return one?.S === other?.S && one?.N === other?.N;
}
