/** How much may be asked: so many requests a second for ever, so many at once after a rest. */
export interface BucketRule {
  readonly perSecond: number;
  readonly burst: number;
}

/** What is left of a bucket's tokens, and since when. */
export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** The bucket now: filled at its rate, to its brim. A clock that steps back adds nothing. */
export function refilled(bucket: Bucket | undefined, rule: BucketRule, nowMs: number): Bucket {
  if (bucket === undefined) return { tokens: rule.burst, atMs: nowMs };
  const elapsedMs = Math.max(0, nowMs - bucket.atMs);
  const tokens = Math.min(rule.burst, bucket.tokens + (elapsedMs / 1000) * rule.perSecond);
  return { tokens, atMs: nowMs };
}

/** Seconds until a bucket, as it is now, holds a whole token; 0 when it does. */
export function secondsToToken({ tokens }: Bucket, { perSecond }: BucketRule): number {
  return tokens >= 1 ? 0 : (1 - tokens) / perSecond;
}

/** The bucket with one token less; an empty one stays as it is. */
export function withoutToken(bucket: Bucket): Bucket {
  return bucket.tokens >= 1 ? { ...bucket, tokens: bucket.tokens - 1 } : bucket;
}
