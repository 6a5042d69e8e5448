import { idWindow } from "../../lambdas/config-api/statistics/domain/id-window.ts";
import type {
  DeliverySampler,
  ReadRecord,
} from "../../lambdas/config-api/statistics/statistics-ports.ts";
import { ACME } from "./config-api-test-bed.ts";

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How many parts a window is one of, and which of them. */
const PARTS = new Map(
  [4, 8, 16].flatMap((parts) =>
    Array.from({ length: parts }, (_, part) => {
      const { from, to } = idWindow(parts, part);
      return [`${from} ${to}`, { parts, part }] as const;
    }),
  ),
);

/**
 * A history of millions of deliveries that takes a few bytes each: the times of each, spread over
 * the shards by chance.
 * @param times in epoch milliseconds, in any order
 * @param recordOf what became of the one with this number, accepted then
 */
export function makeSyntheticSampler(
  times: Float64Array,
  recordOf: (number: number, acceptedAtMs: number) => Partial<ReadRecord>,
  { pageRows = 9000, seed = 1 } = {},
) {
  const random = seededRandom(seed);
  const sorted = times.toSorted();
  /**
   * Numbers of the deliveries of each shard, oldest first, and the part of all ids that each is in.
   */
  const shards: number[][] = [[], [], [], []];
  const parts = new Uint8Array(sorted.length);
  for (let number = 0; number < sorted.length; number += 1) {
    shards[Math.floor(random() * shards.length)]?.push(number);
    parts[number] = Math.floor(random() * 16);
  }
  const calls = { rows: 0, records: 0, attemptMs: 0, given: 0 };
  const webhookId = `wh_${"1".repeat(22)}`;
  const keyOf = (number: number) => ({
    eventId: `evt_${String(number).padStart(22, "0")}`,
    webhookId,
  });

  /** The first place in a shard whose time is not before `ms`. */
  function place(shard: readonly number[], ms: number): number {
    let low = 0;
    let high = shard.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[shard[middle] as number] as number) < ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  const sampler: DeliverySampler = {
    async rows({ shardKey, fromMs, toMs, newestFirst = false, most = pageRows, ids }) {
      calls.rows += 1;
      const shard = shards[Number(shardKey.at(-1))] ?? [];
      const [first, end] = [place(shard, fromMs), place(shard, toMs + 1)];
      const count = Math.min(most, pageRows, end - first);
      const page = newestFirst
        ? shard.slice(end - count, end).toReversed()
        : shard.slice(first, first + count);
      const window = ids === undefined ? undefined : PARTS.get(`${ids.from} ${ids.to}`);
      const given = page.filter((number) => {
        const part = parts[number] as number;
        return window === undefined || Math.floor((part * window.parts) / 16) === window.part;
      });
      calls.given += given.length;
      return {
        rows: page.length,
        ...(page.length < end - first && { reachedMs: sorted[page.at(-1) as number] as number }),
        given: given.map((number) =>
          Object.assign(keyOf(number), { acceptedAtMs: sorted[number] as number }),
        ),
      };
    },
    async records(keys) {
      calls.records += 1;
      const records = keys.map((key): ReadRecord => {
        const number = Number(key.eventId.slice("evt_".length));
        const acceptedAtMs = sorted[number] as number;
        const delivered = { status: "delivered", attempts: 1, lastOutcome: "200" } as const;
        const record = { ...ACME, ...key, acceptedAtMs, ...delivered };
        return { ...record, ...recordOf(number, acceptedAtMs) };
      });
      return { records, unread: 0 };
    },
    async attemptMs() {
      calls.attemptMs += 1;
      return [100];
    },
  };
  return { sampler, calls, webhookId };
}
