import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { within } from "../../../../lambdas/shared/runtime/machine.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("gives what the promise gives, and leaves no timer behind", async () => {
  expect(await within(1000, Promise.resolve("done"))).toBe("done");
  await expect(within(1000, Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(vi.getTimerCount()).toBe(0);
});

test("fails once the time is over, and does not look at a later failure", async () => {
  const { promise, reject } = Promise.withResolvers<string>();
  const failures: unknown[] = [];
  void within(1000, promise).catch((error: unknown) => failures.push(error));
  await vi.advanceTimersByTimeAsync(999);
  expect(failures).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(failures).toEqual([new Error("no answer within 1000 ms")]);
  reject(new Error("too late to matter"));
  await vi.advanceTimersByTimeAsync(1);
});
