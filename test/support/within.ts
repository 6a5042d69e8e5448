import { vi } from "vitest";

/** How long something may take, and how often it is looked at: every 200 ms if nothing is said. */
interface Patience {
  readonly timeoutMs: number;
  readonly intervalMs?: number;
}

/**
 * Looks again and again until that no longer throws.
 *
 * @returns what was seen then
 * @throws {unknown} as the last look did, when the time is over
 */
export function within<T>(
  { timeoutMs, intervalMs = 200 }: Patience,
  look: () => T | Promise<T>,
): Promise<T> {
  return vi.waitFor(look, { timeout: timeoutMs, interval: intervalMs });
}
