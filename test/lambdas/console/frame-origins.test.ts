import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { makeFrameOrigins } from "../../../lambdas/console/frame-origins.ts";

const LINK = "plk_acme_0123456789ab";
const ORIGINS = ["https://bank.example"];

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Reads what the test says, and counts. */
function framesThat(
  answer: () => Promise<{ frameOrigins: readonly string[]; validUntilMs: number } | undefined>,
) {
  const asked: string[] = [];
  const read = (linkId: string) => {
    asked.push(linkId);
    return answer();
  };
  return { asked, frameOrigins: makeFrameOrigins({ read, now: () => Date.now() }) };
}

test("a link is read once in five seconds, whether or not there is one", async () => {
  for (const found of [{ frameOrigins: ORIGINS, validUntilMs: 2_000_000 }, undefined]) {
    const { asked, frameOrigins } = framesThat(() => Promise.resolve(found));
    const all = [frameOrigins(LINK), frameOrigins(LINK)];
    expect(await Promise.all(all)).toEqual([found?.frameOrigins ?? [], found?.frameOrigins ?? []]);
    vi.setSystemTime(Date.now() + 4999);
    await frameOrigins(LINK);
    expect(asked).toEqual([LINK]);
    vi.setSystemTime(Date.now() + 1);
    await frameOrigins(LINK);
    expect(asked).toEqual([LINK, LINK]);
  }
});

test("a link that ends is over at once, whatever is remembered", async () => {
  const { asked, frameOrigins } = framesThat(() =>
    Promise.resolve({ frameOrigins: ORIGINS, validUntilMs: 1_000_500 }),
  );
  expect(await frameOrigins(LINK)).toEqual(ORIGINS);
  vi.setSystemTime(1_000_500);
  expect(await frameOrigins(LINK)).toEqual([]);
  expect(asked).toHaveLength(1);
});

test("what is no link's id is not asked for", async () => {
  const { asked, frameOrigins } = framesThat(() => Promise.reject(new Error("asked")));
  for (const text of ["", "plk_", "plk_acme_short", `plk_${"a".repeat(64)}_0123456789ab`, "%00"]) {
    expect(await frameOrigins(text)).toEqual([]);
  }
  expect(asked).toEqual([]);
});

test("a fault reaches who asked, and is not remembered", async () => {
  let call = 0;
  const { frameOrigins } = framesThat(() =>
    (call += 1) === 1
      ? Promise.reject(new Error("throttled"))
      : Promise.resolve({ frameOrigins: ORIGINS, validUntilMs: 2_000_000 }),
  );
  await expect(frameOrigins(LINK)).rejects.toThrow("throttled");
  expect(await frameOrigins(LINK)).toEqual(ORIGINS);
});

test("nobody waits longer than two seconds", async () => {
  const { frameOrigins } = framesThat(() => new Promise(() => {}));
  const asked = Promise.allSettled([frameOrigins(LINK)]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(await asked).toMatchObject([{ reason: { message: "no answer within 2000 ms" } }]);
});
