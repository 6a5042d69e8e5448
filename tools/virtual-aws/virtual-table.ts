import type { Item, ItemKey } from "../../lambdas/shared/dynamodb/attributes.ts";
import { validationFailed } from "./dynamodb/dynamodb-errors.ts";
import { exceeds, itemBytes, MOST_ITEM_BYTES, writeUnitsOf } from "./dynamodb/item-size.ts";
import { LaggingView, type Lag } from "./dynamodb/lagging-view.ts";
import { TableView } from "./dynamodb/table-view.ts";

/** A global secondary index by a number: an item is in it when it has both keys. */
export interface IndexDefinition {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** Attributes that it holds besides its own keys and the table's. */
  readonly projected: readonly string[];
}

/** How far readers are behind. Left out: not at all. */
export interface TableLags {
  readonly indexes?: Lag;
  /** Of reads of the table itself that are not strongly consistent. */
  readonly reads?: Lag;
}

/** What a write changes in one index. */
export interface IndexChange {
  readonly index: string;
  readonly old: Item | undefined;
  readonly now: Item | undefined;
  /** Works out write units, by the partition of the index that takes them. */
  readonly units: () => readonly (readonly [partition: string, units: number])[];
}

/** A write that was worked out, and not done yet. */
export interface PlannedWrite {
  readonly key: ItemKey;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  /** Works out the write units of the table itself. */
  readonly units: () => number;
  readonly indexes: readonly IndexChange[];
}

/** The table's own keys. */
const TABLE = { partitionKey: "pk", sortKey: "sk", sortType: "S", projected: undefined } as const;

/**
 * What storage adds to each entry of an index.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.StorageConsiderations
 */
const INDEX_ENTRY_BYTES = 100;

const NO_LAG: Lag = { now: () => 0, lagMs: () => 0 };

/**
 * A DynamoDB table in memory with its indexes, that says what AWS would charge for each write.
 * Items are kept as they are given and are given as they are kept: nobody may change one.
 */
export class VirtualTable {
  readonly name: string;
  /** Told of every write. */
  onWrite: (before: Item | undefined, after: Item | undefined) => void = () => undefined;
  readonly #own = new TableView(TABLE);
  readonly #stale: LaggingView | undefined;
  readonly #indexes: ReadonlyMap<string, LaggingView>;

  constructor(name: string, indexes: readonly IndexDefinition[], lags: TableLags = {}) {
    this.name = name;
    this.#stale = lags.reads && new LaggingView(new TableView(TABLE), lags.reads);
    this.#indexes = new Map(
      indexes.map((definition) => [
        definition.name,
        new LaggingView(new TableView({ ...definition, sortType: "N" }), lags.indexes ?? NO_LAG),
      ]),
    );
  }

  get(key: ItemKey, isConsistent = true): Item | undefined {
    return this.view(undefined, isConsistent).get(key.pk.S, key);
  }

  /** The table, or one of its indexes, as a reader sees it now. */
  view(index: string | undefined, isConsistent: boolean): TableView {
    if (index === undefined) return isConsistent ? this.#own : (this.#stale?.seen() ?? this.#own);
    if (isConsistent) throw validationFailed("no index is read consistently");
    const found = this.#indexes.get(index);
    if (found === undefined) throw validationFailed(`${this.name} has no index ${index}`);
    return found.seen();
  }

  /** Every item, in no order. */
  items(): Item[] {
    return this.#own.all();
  }

  /** Bytes that are kept, as storage is charged. */
  storedBytes(): number {
    const entries = Array.from(this.#indexes.values(), ({ view }) => view.all()).flat();
    const bytes = [...this.items(), ...entries].reduce((sum, entry) => sum + itemBytes(entry), 0);
    return bytes + INDEX_ENTRY_BYTES * entries.length;
  }

  /** Puts an item, whatever is there. @returns what it cost */
  put(item: Item): PlannedWrite {
    return this.write(this.plan(item as unknown as ItemKey, item));
  }

  /** Takes an item away. @returns what it cost */
  remove(key: ItemKey): PlannedWrite {
    return this.write(this.plan(key, undefined));
  }

  /**
   * TTL: takes items away that are past their time, all of them if not asked otherwise.
   * @returns how many
   */
  expire(nowMs: number, isTaken: (item: Item) => boolean = () => true): number {
    const over = this.items().filter(
      (item) => Number(item["expiresAt"]?.N ?? Infinity) * 1000 <= nowMs && isTaken(item),
    );
    for (const item of over) this.remove(item as unknown as ItemKey);
    return over.length;
  }

  /**
   * Works out a write: a started KB of the larger of old and new; then an entry of an index put or
   * taken away is one write more, one whose key changes two, and one whose attributes stay as they
   * were none.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.Writes
   */
  plan(key: ItemKey, after: Item | undefined, before = this.get(key)): PlannedWrite {
    if (this.#own.entryOf(after) !== after) throw validationFailed("the item has no key");
    if (after !== undefined && exceeds(after, MOST_ITEM_BYTES)) {
      throw validationFailed("Item size has exceeded the maximum allowed size");
    }
    return {
      key,
      before,
      after,
      // Of nothing, too, one unit.
      units: () => Math.max(1, unitsAt(before), unitsAt(after)),
      indexes: this.#indexChanges(before, after),
    };
  }

  #indexChanges(before: Item | undefined, after: Item | undefined): IndexChange[] {
    const changes: IndexChange[] = [];
    for (const [index, { view }] of this.#indexes) {
      if (before !== undefined && after !== undefined && view.isBlindTo(before, after)) continue;
      const [old, now] = [view.entryOf(before), view.entryOf(after)];
      if (old !== undefined || now !== undefined) {
        changes.push({ index, old, now, units: () => unitsOf(view, old, now) });
      }
    }
    return changes;
  }

  /** Does what was worked out: nothing was written since. */
  write(planned: PlannedWrite): PlannedWrite {
    const { key, before, after, indexes } = planned;
    const name = `${key.pk.S}\n${key.sk.S}`;
    this.#own.replace(before, after);
    this.#stale?.follow(name, before, after);
    for (const { index, old, now } of indexes) this.#indexes.get(index)?.follow(name, old, now);
    this.onWrite(before, after);
    return planned;
  }
}

function unitsAt(entry: Item | undefined): number {
  return entry === undefined ? 0 : writeUnitsOf(itemBytes(entry));
}

/** Write units of an index whose entry becomes another: by partition, as there may be two. */
function unitsOf(
  view: TableView,
  old: Item | undefined,
  now: Item | undefined,
): ReturnType<IndexChange["units"]> {
  if (old !== undefined && now !== undefined && view.isSamePlace(old, now)) {
    return [[view.partitionOf(now), Math.max(unitsAt(old), unitsAt(now))]];
  }
  return [old, now]
    .filter((entry) => entry !== undefined)
    .map((entry) => [view.partitionOf(entry), unitsAt(entry)] as const);
}
