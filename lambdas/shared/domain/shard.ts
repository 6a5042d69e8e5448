/**
 * Partitions that one webhook's history and one tenant's undelivered list are spread over. A
 * DynamoDB partition takes 1,000 writes a second, and an index that cannot keep up throttles its
 * table; four keep up with 4,000 a second. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const SHARD_COUNT = 4;

/** The shard of an event, 0 … 3: a sum over its id, whose characters are evenly spread. */
export function shardOf(eventId: string): number {
  let sum = 0;
  for (let index = 0; index < eventId.length; index += 1) {
    sum += eventId.charCodeAt(index);
  }
  return sum % SHARD_COUNT;
}

/** The keys of all shards of a webhook's or a tenant's list. */
export function shardKeys(owner: string): string[] {
  return Array.from({ length: SHARD_COUNT }, (_, shard) => `${owner}#${shard}`);
}

/** The key of the shard that an event's entry lies in. */
export function shardKey(owner: string, eventId: string): string {
  return `${owner}#${shardOf(eventId)}`;
}
