import { beforeAll, expect, test } from "vitest";

import type { Breaker } from "../../lambdas/shared/domain/breaker.ts";
import { newStanding } from "../../lambdas/shared/domain/standing.ts";
import type { Breakers } from "../../lambdas/shared/waiting/receiver-ports.ts";
import type { Standings } from "../../lambdas/shared/waiting/receiver-ports.ts";
import { newOwner } from "./standings.ts";

const NOW_MS = Date.now();

export const DOWN: Breaker = {
  state: "down",
  sinceMs: NOW_MS - 600_000,
  probedAtMs: NOW_MS - 300_000,
  probedType: "CARD_STATUS_CHANGE",
  probes: 4,
  scheduleMs: 592_383_000,
  pace: 0,
  pacedAtMs: NOW_MS - 400_000,
  releasedAtMs: 0,
  version: 1,
};

/** What every store of breakers does. Each test has a webhook of its own. */
export function breakersContract(open: () => Promise<Breakers>): void {
  let breakers: Breakers;

  beforeAll(async () => {
    breakers = await open();
  });

  test("a receiver of which nothing is known is up", async () => {
    expect(await breakers.read(newOwner())).toEqual({ breaker: undefined, isAlone: true });
  });

  test("a breaker is kept as it is put, each version once, and goes when it is up", async () => {
    const owner = newOwner();
    const up = await breakers.read(owner);
    expect(await breakers.put(owner, up, DOWN, NOW_MS)).toBe("written");
    expect(await breakers.put(owner, up, DOWN, NOW_MS)).toBe("refused");
    const down = await breakers.read(owner);
    expect(down).toEqual({ breaker: DOWN, isAlone: true });

    const recovers = { state: "recovering", pace: 10, releasedAtMs: NOW_MS, version: 2 } as const;
    const recovering: Breaker = { ...DOWN, ...recovers };
    expect(await breakers.put(owner, down, recovering, NOW_MS)).toBe("written");
    expect(await breakers.put(owner, down, undefined, NOW_MS)).toBe("refused");
    const known = await breakers.read(owner);
    expect(known.breaker).toEqual(recovering);
    expect(await breakers.put(owner, known, undefined, NOW_MS)).toBe("written");
    expect((await breakers.read(owner)).breaker).toBeUndefined();
    expect(await breakers.put(owner, known, undefined, NOW_MS)).toBe("refused");
  });
}

/** A standing and a breaker, which lie in one item, and do not get in each other's way. */
export function sharedItemContract(
  open: () => Promise<{ readonly breakers: Breakers; readonly standings: Standings }>,
): void {
  let breakers: Breakers;
  let standings: Standings;

  beforeAll(async () => {
    ({ breakers, standings } = await open());
  });

  test("a breaker is no standing, and a first standing comes beside it", async () => {
    const owner = newOwner();
    await breakers.put(owner, await breakers.read(owner), DOWN, NOW_MS);
    expect(await standings.read(owner)).toBeUndefined();
    const unproven = newStanding(NOW_MS);
    expect(await standings.put(owner, unproven)).toBe("written");
    expect(await standings.put(owner, unproven)).toBe("refused");
    expect(await breakers.read(owner)).toEqual({ breaker: DOWN, isAlone: false });
  });

  test("a breaker that goes leaves the standing, for ever where that is not proved", async () => {
    const owner = newOwner();
    const unproven = newStanding(NOW_MS);
    await standings.put(owner, unproven);
    await breakers.put(owner, await breakers.read(owner), DOWN, NOW_MS);
    await breakers.put(owner, await breakers.read(owner), undefined, NOW_MS);
    expect(await standings.read(owner)).toEqual(unproven);
    expect(await breakers.read(owner)).toEqual({ breaker: undefined, isAlone: false });
    const quick = { ...unproven, state: "quick", version: 2 } as const;
    expect(await standings.put(owner, quick)).toBe("written");
    expect(await breakers.read(owner)).toEqual({ breaker: undefined, isAlone: true });
  });
}
