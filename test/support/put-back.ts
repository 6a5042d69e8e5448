import { afterAll, afterEach, vi } from "vitest";

/**
 * What a test replaced is put back when it ends, what a file replaced when that does. By itself
 * vitest waits for the next test to begin, and what a file computes before its first one would meet
 * what another file has left.
 */
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
afterAll(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
