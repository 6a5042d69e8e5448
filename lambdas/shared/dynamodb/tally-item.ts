import {
  countOf,
  ownerKey,
  ownerOfKey,
  type ReasonCounts,
  type Tally,
  type TallyOwner,
} from "../domain/tally.ts";
import { utcDayOf } from "../domain/utc-day.ts";
import { type Item, type ItemKey, numberValue } from "./attributes.ts";

/**
 * Partitions that all open tallies are spread over, and those of one owner. A DynamoDB partition
 * takes 1,000 writes a second, and a batch of drops is one: an owner's four take more than a
 * hundred functions can bring, and leave four to others. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const TALLY_SHARDS = 8;
const SHARDS_OF_OWNER = 4;

/** Days that tallies are kept: as long as the notices in the dropped queue. */
const KEPT_DAYS = 14;
const SECONDS_PER_DAY = 86_400;

/** What the partition keys of open tallies, and of those of a day, begin with. */
const OPEN_PREFIX = "tally#";
export const DAY_PREFIX = "tallies#";
const SPAN_PREFIX = "span#";
/** Begins the name of an attribute that counts a reason. */
const REASON_PREFIX = "reason:";

/** A tally as it lies: with the key of its item, and how much was in it. */
export interface StoredTally {
  readonly key: ItemKey;
  /** Marks in it: more of them, and it was changed. */
  readonly count: number;
  readonly tally: Tally;
}

/** The partition of one shard, 0 … 7. */
export function openPartition(shard: number): { readonly S: string } {
  return { S: `${OPEN_PREFIX}${shard}` };
}

/** Sort keys of tallies of spans that began before a time are below this. */
export function spanSortBound(timeMs: number): string {
  return `${SPAN_PREFIX}${new Date(timeMs).toISOString()}`;
}

/** Primary key of a tally; one of four for its owner, by the text that is given. */
export function openItemKey(tally: Omit<Tally, "reasons">, spreadBy: string): ItemKey {
  const owner = ownerKey(tally.owner);
  const shard = sumOf(owner) + (sumOf(spreadBy) % SHARDS_OF_OWNER);
  const told = tally.isTold ? "told" : "quiet";
  return {
    pk: openPartition(shard % TALLY_SHARDS),
    sk: { S: `${spanSortBound(tally.startMs)}#${told}#${owner}` },
  };
}

/** Primary key of what was counted of an owner in a day. */
export function dayItemKey(day: string, owner: string): ItemKey {
  return { pk: { S: `${DAY_PREFIX}${day}` }, sk: { S: owner } };
}

/** TTL of a tally, in epoch seconds. */
export function tallyEndSeconds(startMs: number): number {
  return Math.floor(startMs / 1000) + KEPT_DAYS * SECONDS_PER_DAY;
}

/** The day that a tally counts in, in UTC. */
export function tallyDay({ startMs }: Pick<Tally, "startMs">): string {
  return utcDayOf(startMs);
}

/** An open tally of its item; `undefined` for what nobody could have written. */
export function readOpenItem(item: Item): StoredTally | undefined {
  const { pk, sk } = item;
  const [, start = "", told, ...owner] = sk?.S?.split("#") ?? [];
  const readOwner = ownerOfKey(owner.join("#"));
  const startMs = Date.parse(start);
  if (pk?.S === undefined || sk?.S === undefined || readOwner === undefined) return undefined;
  if (Number.isNaN(startMs)) return undefined;
  const reasons = readReasons(item);
  return {
    key: { pk: { S: pk.S }, sk: { S: sk.S } },
    count: Number(item["count"]?.N ?? countOf(reasons)),
    tally: {
      owner: readOwner,
      startMs,
      isTold: told === "told",
      reasons,
      ids: item["ids"]?.SS ?? [],
      places: item["places"]?.SS ?? [],
    },
  };
}

/** Owner and counts of an item of a day; `undefined` likewise. */
export function readDayItem(
  item: Item,
): { readonly owner: TallyOwner; readonly reasons: ReasonCounts } | undefined {
  const owner = ownerOfKey(item["sk"]?.S ?? "");
  return owner && { owner, reasons: readReasons(item) };
}

/** Adds counts to those of an item: a part of an update expression, with its names and values. */
export function addReasons(reasons: ReasonCounts): {
  readonly add: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
} {
  const entries = Object.entries(reasons);
  return {
    add: entries.map((_, index) => `#r${index} :r${index}`).join(", "),
    names: Object.fromEntries(
      entries.map(([reason], index) => [`#r${index}`, `${REASON_PREFIX}${reason}`]),
    ),
    values: Object.fromEntries(
      entries.map(([, count], index) => [`:r${index}`, numberValue(count)]),
    ),
  };
}

function readReasons(item: Item): ReasonCounts {
  const counts = Object.entries(item).flatMap(([name, { N: text }]) =>
    name.startsWith(REASON_PREFIX) && text !== undefined
      ? [[name.slice(REASON_PREFIX.length), Number(text)] as const]
      : [],
  );
  return Object.fromEntries(counts);
}

/** Evenly spread over texts that are. */
function sumOf(text: string): number {
  let sum = 0;
  for (let index = 0; index < text.length; index += 1) sum += text.charCodeAt(index);
  return sum;
}
