import type { Access, Throttle } from "./capacity.ts";

/** Units a second. */
export interface Throughput {
  readonly read: number;
  readonly write: number;
}

/**
 * What one partition takes, whatever the table's mode.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const PARTITION_THROUGHPUT: Throughput = { read: 3_000, write: 1_000 };

/**
 * What an on-demand table takes that was just made, and each of its indexes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html#on-demand-capacity-mode-initial
 */
const FRESH_TABLE_THROUGHPUT: Throughput = { read: 12_000, write: 4_000 };

interface Bucket {
  units: number;
  atMs: number;
}

/**
 * A throttle with so many units a second for every partition key, and for every table and index:
 * buckets that hold those of one second. An access goes through while anything is left, and may
 * leave a debt: as with DynamoDB, a large item is not kept out.
 */
export function limitThroughput(options: {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** @default PARTITION_THROUGHPUT */
  readonly partition?: Throughput;
  /** @default FRESH_TABLE_THROUGHPUT */
  readonly table?: Throughput;
}): Throttle {
  const { now, partition = PARTITION_THROUGHPUT, table = FRESH_TABLE_THROUGHPUT } = options;
  const buckets = new Map<string, Bucket>();

  function bucketOf(name: string, perSecond: number): Bucket {
    const atMs = now();
    const bucket = buckets.get(name) ?? { units: perSecond, atMs };
    buckets.set(name, bucket);
    bucket.units = Math.min(perSecond, bucket.units + ((atMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = atMs;
    return bucket;
  }

  return ({ kind, units, ...access }: Access) => {
    const whole = `${kind} ${access.table} ${access.index ?? ""}`;
    const taken = [
      bucketOf(whole, table[kind]),
      bucketOf(`${whole} ${access.partitionKey}`, partition[kind]),
    ];
    if (taken.some((bucket) => bucket.units <= 0)) return true;
    for (const bucket of taken) bucket.units -= units;
    return false;
  };
}
