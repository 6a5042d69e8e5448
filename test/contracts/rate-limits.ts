import { randomBytes } from "node:crypto";

import { expect, test } from "vitest";

import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import type { RateLimits } from "../../lambdas/shared/waiting/limit-ports.ts";

/** This year, so that TTL takes nothing meanwhile. */
const NOW_MS = Date.now();

/**
 * What limiters do that several functions share, each with a clock of its own.
 * @param open gives them to one function
 */
export function rateLimitsContract(open: () => (now: () => number) => RateLimits): void {
  const newFunction = () => {
    const clock = { nowMs: NOW_MS };
    return { clock, limits: open()(() => clock.nowMs) };
  };

  test("a slot is good for a second from when it was asked for", async () => {
    const { limits } = newFunction();
    expect(await limits.take(newId(), 10)).toBe(NOW_MS + 1000);
  });

  test("a slot is good for longer where they are far apart", async () => {
    const { limits } = newFunction();
    expect(await limits.take(newId(), 0.05)).toBe(NOW_MS + 2000);
    expect(await limits.take(newId(), 0.01)).toBe(NOW_MS + 10_000);
  });

  test("of many records at once, as many get a slot as the limit has", async () => {
    const { limits, clock } = newFunction();
    const id = newId();
    const takeMany = async (count: number) => {
      const slots = await Promise.all(Array.from({ length: count }, () => limits.take(id, 5)));
      return slots.filter((untilMs) => untilMs !== undefined).length;
    };
    expect(await takeMany(4)).toBe(4);
    expect(await takeMany(4)).toBe(2);
    expect(await takeMany(4)).toBe(0);
    clock.nowMs += 1000;
    expect(await takeMany(10)).toBe(5);
  });

  test("functions share the slots, whatever each remembers and whatever its clock says", async () => {
    const id = newId();
    const functions = Array.from({ length: 5 }, newFunction);
    for (const [index, { clock }] of functions.entries()) clock.nowMs += 100 * index;
    let count = 0;
    for (let round = 0; round < 12; round += 1) {
      for (const { limits, clock } of functions) {
        clock.nowMs += 250;
        if ((await limits.take(id, 2)) !== undefined) count += 1;
      }
    }
    // Three seconds and a half, and a second early.
    expect(count).toBeGreaterThanOrEqual(6);
    expect(count).toBeLessThanOrEqual(2 * 4.5 + 1);
  });

  test("two that ask at the same time do not get the same slot", async () => {
    const id = newId();
    const functions = Array.from({ length: 8 }, newFunction);
    const slots = await Promise.all(functions.map(({ limits }) => limits.take(id, 0.01)));
    expect(slots.filter((untilMs) => untilMs !== undefined)).toHaveLength(1);
  });

  test("webhooks do not share them", async () => {
    const { limits } = newFunction();
    const slots = await Promise.all([newId(), newId()].map((id) => limits.take(id, 0.01)));
    expect(slots).not.toContain(undefined);
  });

  test("a high limit is spread over items, and has its slots all the same", async () => {
    const { limits } = newFunction();
    const id = newId();
    let count = 0;
    for (let round = 0; round < 40; round += 1) {
      const slots = await Promise.all(Array.from({ length: 100 }, () => limits.take(id, 1000)));
      count += slots.filter((untilMs) => untilMs !== undefined).length;
    }
    expect(count).toBeLessThanOrEqual(1004);
    expect(count).toBeGreaterThan(500);
  });

  test.each([1, 1000])("a pause of a limit of %d holds for everybody", async (perSecond) => {
    const one = newFunction();
    const other = newFunction();
    const id = newId();
    expect(await one.limits.take(id, perSecond)).toBeDefined();
    await other.limits.pause(id, perSecond, NOW_MS + 60_000);
    expect((await one.limits.read(id))?.pausedUntilMs).toBe(NOW_MS + 60_000);
    for (const { limits, clock } of [one, other]) {
      clock.nowMs = NOW_MS + 59_999;
      expect(await limits.take(id, perSecond)).toBeUndefined();
    }
    one.clock.nowMs = NOW_MS + 61_000;
    expect(await one.limits.take(id, perSecond)).toBeDefined();
  });

  test("a limiter is as it was left, and absent where nobody took a slot", async () => {
    const { limits } = newFunction();
    const id = newId();
    expect(await limits.read(id)).toBeUndefined();
    await Promise.all([limits.take(id, 4), limits.take(id, 4)]);
    expect(await limits.read(id)).toEqual({ nextUs: (NOW_MS + 500) * 1000, pausedUntilMs: 0 });
  });

  test("a limit that was raised holds at once", async () => {
    const { limits, clock } = newFunction();
    const id = newId();
    expect(await limits.take(id, 0.01)).toBeDefined();
    clock.nowMs += 1000;
    expect(await limits.take(id, 0.01)).toBeUndefined();
    clock.nowMs += 1000;
    expect(await limits.take(id, 10)).toBeDefined();
  });
}

const newId = () => webhookIdFrom(randomBytes(16));
