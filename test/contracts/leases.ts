import { randomBytes } from "node:crypto";

import { expect, test } from "vitest";

import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import type { Leases } from "../../lambdas/shared/waiting/limit-ports.ts";

/** This year, so that TTL takes nothing meanwhile. */
const NOW_MS = Date.now();
/** Attempts take half a minute at most: a place is free again after twice that. */
const ENDS_AFTER_MS = 70_000;

/**
 * What places do that several functions share.
 * @param open gives them to one function
 */
export function leasesContract(open: () => (now: () => number) => Leases): void {
  const newFunction = () => {
    const clock = { nowMs: NOW_MS };
    return { clock, leases: open()(() => clock.nowMs) };
  };

  test("a place is good for five seconds from when it was asked for", async () => {
    const { leases } = newFunction();
    expect((await leases.take(newId(), 1))?.goodUntilMs).toBe(NOW_MS + 5000);
  });

  test("no more are given than there are, until one is given back", async () => {
    const id = newId();
    const [one, other, third] = [newFunction(), newFunction(), newFunction()];
    const first = await one.leases.take(id, 2);
    expect(await other.leases.take(id, 2)).toBeDefined();
    expect(await third.leases.take(id, 2)).toBeUndefined();
    await first?.end(40);
    third.clock.nowMs += 200;
    expect(await third.leases.take(id, 2)).toBeDefined();
  });

  test("of many that ask at once, as many get one", async () => {
    const id = newId();
    const functions = Array.from({ length: 8 }, newFunction);
    const places = await Promise.all(functions.map(({ leases }) => leases.take(id, 3)));
    expect(places.filter((place) => place !== undefined)).toHaveLength(3);
  });

  test("webhooks do not share them", async () => {
    const { leases } = newFunction();
    expect(await leases.take(newId(), 1)).toBeDefined();
    expect(await leases.take(newId(), 1)).toBeDefined();
  });

  test("that all are taken is believed for a moment, without asking again", async () => {
    const id = newId();
    const [one, other] = [newFunction(), newFunction()];
    const place = await one.leases.take(id, 1);
    expect(await other.leases.take(id, 1)).toBeUndefined();
    await place?.end();
    expect(await other.leases.take(id, 1)).toBeUndefined();
    other.clock.nowMs += 200;
    expect(await other.leases.take(id, 1)).toBeDefined();
  });

  test("the place of a function that died is free again, and its late end takes it from nobody", async () => {
    const id = newId();
    const [dead, one, other] = [newFunction(), newFunction(), newFunction()];
    const lost = await dead.leases.take(id, 1);
    one.clock.nowMs += ENDS_AFTER_MS;
    expect(await one.leases.take(id, 1)).toBeUndefined();
    one.clock.nowMs += 200;
    expect(await one.leases.take(id, 1)).toBeDefined();
    await lost?.end(90);
    other.clock.nowMs = one.clock.nowMs;
    expect(await other.leases.take(id, 1)).toBeUndefined();
  });

  test("places tell how long their last requests took", async () => {
    const { leases, clock } = newFunction();
    const id = newId();
    expect(await leases.tookMs(id, 1)).toEqual([]);
    await (await leases.take(id, 1))?.end(70);
    clock.nowMs += 1000;
    await (await leases.take(id, 1))?.end();
    expect(await leases.tookMs(id, 1)).toEqual([70]);
    const many = newId();
    await (await leases.take(many, 1))?.end(5);
    expect(await leases.tookMs(many, 100)).toEqual([5]);
  });
}

const newId = () => webhookIdFrom(randomBytes(16));
