/** Days that an event and its attempts are kept: longer than two waits of 28 days. */
export const RETENTION_DAYS = 60;

const SECONDS_PER_DAY = 86_400;

/** TTL of an event or attempt of that time, in epoch seconds. */
export function retentionEndSeconds(timeMs: number): number {
  return Math.ceil(timeMs / 1000) + RETENTION_DAYS * SECONDS_PER_DAY;
}
