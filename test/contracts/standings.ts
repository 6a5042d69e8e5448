import { randomBytes } from "node:crypto";

import { beforeAll, expect, test } from "vitest";

import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import { newStanding, standingAfter } from "../../lambdas/shared/domain/standing.ts";
import { tenantAfterBadTurn } from "../../lambdas/shared/domain/tenant-standing.ts";
import type { Standings } from "../../lambdas/shared/waiting/receiver-ports.ts";
import { randomText } from "../support/new-configuration.ts";

/** The standings of this year: TTL takes none of them meanwhile. */
const NOW_MS = Date.now();

/** What every store of standings does. Each test has a tenant of its own. */
export function standingsContract(open: () => Promise<Standings>): void {
  let standings: Standings;

  beforeAll(async () => {
    standings = await open();
  });

  test("a webhook of which nothing is known has none, nor has its tenant", async () => {
    const owner = newOwner();
    expect([await standings.read(owner), await standings.readTenant(owner)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("a standing is kept as it is put, each version once", async () => {
    const owner = newOwner();
    const slow = standingAfter(undefined, "late", false, NOW_MS);
    if (slow === undefined) throw new Error("a late attempt turns a webhook slow");
    expect(await standings.put(owner, slow)).toBe("written");
    expect(await standings.put(owner, slow)).toBe("refused");
    expect(await standings.read(owner)).toEqual(slow);

    const quick = { ...slow, state: "quick", quickInARow: 3, version: 2 } as const;
    expect(await standings.put(owner, { ...quick, version: 3 })).toBe("refused");
    expect(await standings.put(owner, quick)).toBe("written");
    expect(await standings.read(owner)).toEqual(quick);
    expect(await standings.put(owner, { ...slow, version: 3 })).toBe("written");
    expect(await standings.read(owner)).toEqual({ ...slow, version: 3 });
  });

  test("a tenant's bad turns are kept beside its webhooks, each version once", async () => {
    const owner = newOwner();
    const once = tenantAfterBadTurn(undefined, NOW_MS);
    const thrice = tenantAfterBadTurn(tenantAfterBadTurn(once, NOW_MS + 1), NOW_MS + 2);
    expect(await standings.putTenant(owner, once)).toBe("written");
    expect(await standings.putTenant(owner, once)).toBe("refused");
    expect(await standings.readTenant(owner)).toEqual(once);
    const next = { ...thrice, version: 2 };
    expect(await standings.putTenant(owner, next)).toBe("written");
    await standings.put(owner, newStanding(NOW_MS));
    expect(await standings.readTenant(owner)).toEqual(next);
    expect(await standings.readTenant({ ...owner, environment: "sandbox" })).toBeUndefined();
    expect(await standings.read({ ...owner, environment: "sandbox" })).toBeUndefined();
  });

  test("of many that put the same version at once, one has its way", async () => {
    const owner = newOwner();
    const results = await Promise.all(
      [1, 2, 3, 4].map((ms) => standings.put(owner, newStanding(NOW_MS + ms))),
    );
    expect(results.filter((result) => result === "written")).toHaveLength(1);
  });
}

const newId = () => webhookIdFrom(randomBytes(16));

export function newOwner() {
  return { application: randomText(), environment: "production", webhookId: newId() } as const;
}
