import {
  type Bucket,
  type BucketRule,
  refilled,
  secondsToToken,
  withoutToken,
} from "../domain/token-bucket.ts";
import { makeRecentMap } from "./recent-map.ts";

/** Token buckets in memory, one a name: what one warm function sees. */
export interface Buckets {
  /** Takes a token of a name's bucket. @returns 0, or the seconds to wait where there is none */
  take(name: string, rule: BucketRule): number;
}

/** @param most names that are remembered at most; a forgotten one begins with a full bucket */
export function makeBuckets(most: number, now: () => number): Buckets {
  const buckets = makeRecentMap<Bucket>(most);
  return {
    take(name, rule) {
      const bucket = refilled(buckets.get(name), rule, now());
      buckets.set(name, withoutToken(bucket));
      return secondsToToken(bucket, rule);
    },
  };
}
