import { describe, expect, test } from "vitest";

import { makePools, onePool } from "../../../lambdas/deliver/pools.ts";
import type { MadeAttempt } from "../../../lambdas/shared/attempt/make-attempt.ts";
import type { LaneOwner } from "../../../lambdas/shared/domain/lane.ts";
import { newStanding, type Pace, type Standing } from "../../../lambdas/shared/domain/standing.ts";
import {
  type TenantStanding,
  TURNS_OF_A_SLOW_TENANT,
} from "../../../lambdas/shared/domain/tenant-standing.ts";
import { thisMachine } from "../../../lambdas/shared/runtime/machine.ts";
import type { WriteResult } from "../../../lambdas/shared/waiting/delivery-ports.ts";
import type { Standings } from "../../../lambdas/shared/waiting/receiver-ports.ts";

const NOW_MS = 1_700_000_000_000;
const OWNER = { application: "acme", environment: "production", webhookId: "wh_a" } as const;
const OTHER = { ...OWNER, webhookId: "wh_b" };
const ENDPOINT = "https://example.com/hooks";
const MADE = { attempt: {} } as MadeAttempt;

/** Pools on standings in memory; each attempt has the pace that the test asks for. */
function setUp(
  answer: () => Promise<WriteResult> | undefined = () => undefined,
  later = thisMachine.later,
) {
  const webhooks = new Map<string, Standing>();
  const kept: { tenant?: TenantStanding } = {};
  const writes: string[] = [];
  const watched: string[] = [];
  const reads: string[] = [];
  const clock = { nowMs: NOW_MS };
  const next: { pace: Pace | undefined; isEarly?: boolean } = { pace: "quick" };
  const standings: Standings = {
    async read({ webhookId }) {
      reads.push(webhookId);
      return webhooks.get(webhookId);
    },
    async readTenant({ application }) {
      reads.push(application);
      return kept.tenant;
    },
    async put({ webhookId }, standing) {
      writes.push(`${webhookId} ${standing.state} ${standing.quickInARow}`);
      const other = answer();
      if (other !== undefined) return other;
      if ((webhooks.get(webhookId)?.version ?? 0) !== standing.version - 1) return "refused";
      webhooks.set(webhookId, standing);
      return "written";
    },
    async putTenant(_, tenant) {
      writes.push(`tenant ${tenant.badTurnsMs.length} ${tenant.level}`);
      if ((kept.tenant?.version ?? 0) !== tenant.version - 1) return "refused";
      kept.tenant = tenant;
      return "written";
    },
  };
  const pools = makePools({
    own: "quick",
    standings,
    watch: (origin, onLate) => {
      watched.push(origin);
      if (next.isEarly === true) onLate();
      return { pace: () => next.pace, end: () => undefined };
    },
    machine: { ...thisMachine, later, now: () => clock.nowMs },
  });
  async function attempt(owner: LaneOwner, pace: Pace | undefined) {
    next.pace = pace;
    const serving = await pools.enter(owner);
    await serving.watch(ENDPOINT, async () => MADE);
    return serving.pool();
  }
  return { pools, attempt, webhooks, kept, clock, reads, writes, watched, next, standings };
}

describe("a webhook that is proved", () => {
  test("costs no write while its receiver is quick", async () => {
    const { attempt, writes, watched } = setUp();
    for (let count = 0; count < 12; count += 1) expect(await attempt(OWNER, "quick")).toBe("quick");
    expect(writes).toEqual([]);
    expect(watched[0]).toBe("https://example.com");
  });

  test("costs one read in two seconds, and is known to have turned as soon as it is read again", async () => {
    const { attempt, webhooks, clock, reads } = setUp();
    await attempt(OWNER, "quick");
    webhooks.set("wh_a", { ...newStanding(NOW_MS), state: "slow" });
    clock.nowMs += 1999;
    expect(await attempt(OWNER, "quick")).toBe("quick");
    clock.nowMs += 1;
    expect(await attempt(OWNER, "quick")).toBe("slow");
    expect(await attempt(OWNER, "quick")).toBe("slow");
    expect(reads).toEqual(["wh_a", "acme", "wh_a", "acme", "wh_a"]);
  });

  test("is served slow from its first late attempt on, while that is still open", async () => {
    const { pools, attempt, writes, next } = setUp();
    Object.assign(next, { isEarly: true, pace: "late" });
    const serving = await pools.enter(OWNER);
    let pool: string | undefined;
    const told = serving.watch(ENDPOINT, async () => {
      pool = serving.pool();
      return MADE;
    });
    await told;
    expect(pool).toBe("slow");
    expect(writes).toEqual(["wh_a slow 0", "tenant 1 0"]);
    expect((await told).turned).toMatchObject({ state: "slow", turns: 1 });
    expect((await pools.enter(OWNER)).pool()).toBe("slow");
    await attempt(OWNER, "late");
    expect(writes).toHaveLength(2);
  });

  test("is served slow from its third sluggish attempt on, of ten that this function made", async () => {
    const { attempt } = setUp();
    expect(await attempt(OWNER, "sluggish")).toBe("quick");
    expect(await attempt(OTHER, "sluggish")).toBe("quick");
    expect(await attempt(OWNER, "sluggish")).toBe("quick");
    expect(await attempt(OWNER, "quick")).toBe("quick");
    expect(await attempt(OWNER, "sluggish")).toBe("slow");
  });

  test("is served slow from one sluggish attempt on, once three others of its tenant were", async () => {
    const { attempt } = setUp();
    for (const webhookId of ["wh_1", "wh_2", "wh_3"]) {
      expect(await attempt({ ...OWNER, webhookId }, "sluggish")).toBe("quick");
    }
    expect(await attempt({ ...OWNER, application: "other" }, "sluggish")).toBe("quick");
    expect(await attempt(OTHER, "quick")).toBe("quick");
    expect(await attempt(OTHER, "sluggish")).toBe("slow");
  });

  test("stays among the quick ones, however sluggish one other of its tenant is", async () => {
    const { attempt } = setUp();
    for (let count = 0; count < 10; count += 1) await attempt(OWNER, "sluggish");
    expect(await attempt(OTHER, "sluggish")).toBe("quick");
  });

  test("is not judged while our own network is in doubt", async () => {
    const { attempt, writes } = setUp();
    expect(await attempt(OWNER, undefined)).toBe("quick");
    expect(writes).toEqual([]);
  });

  test("turns once, however many of a batch are late", async () => {
    const { pools, writes, next } = setUp();
    next.pace = "late";
    const batch = await Promise.all([1, 2, 3].map(() => pools.enter(OWNER)));
    await Promise.all(batch.map((serving) => serving.watch(ENDPOINT, async () => MADE)));
    expect(writes).toEqual(["wh_a slow 0", "tenant 1 0"]);
    expect(batch.map((serving) => serving.pool())).toEqual(["slow", "slow", "slow"]);
  });

  test("is served on trial when too many others of its tenant have turned", async () => {
    const { pools, attempt, kept } = setUp();
    for (let other = 0; other < TURNS_OF_A_SLOW_TENANT; other += 1) {
      expect((await pools.enter(OWNER)).pool()).toBe("quick");
      await attempt({ ...OWNER, webhookId: `wh_${other}` }, "late");
    }
    expect(kept.tenant).toMatchObject({ level: 1, slowUntilMs: NOW_MS + 3_600_000 });
    expect((await pools.enter(OWNER)).pool()).toBe("trial");
  });

  test("counts its turn behind another that was counted meanwhile", async () => {
    const { pools, kept, writes, next } = setUp();
    next.pace = "late";
    const serving = await pools.enter(OWNER);
    kept.tenant = { badTurnsMs: [NOW_MS], slowUntilMs: 0, level: 0, version: 1 };
    await serving.watch(ENDPOINT, async () => MADE);
    expect(writes).toEqual(["wh_a slow 0", "tenant 1 0", "tenant 2 0"]);
    expect(kept.tenant.badTurnsMs).toHaveLength(2);
  });

  test.each([
    ["is refused", () => Promise.resolve("refused" as const)],
    ["is throttled", () => Promise.reject(new Error("throttled"))],
  ])("is delivered to all the same when its turn %s, and no turn is counted", async (_, answer) => {
    const { attempt, writes } = setUp(answer);
    expect(await attempt(OWNER, "late")).toBe("slow");
    expect(writes).toEqual(["wh_a slow 0"]);
  });

  test("is delivered to all the same when its turn is not written within a second", async () => {
    const waits: number[] = [];
    const { attempt } = setUp(
      () => new Promise(() => undefined),
      (ms, work) => {
        waits.push(ms);
        return thisMachine.later(0, work);
      },
    );
    expect(await attempt(OWNER, "late")).toBe("slow");
    expect(waits).toEqual([1000]);
  });
});

describe("a webhook that is not proved", () => {
  test("is served on trial until three attempts in a row were quick, with a write each", async () => {
    const { attempt, webhooks, writes } = setUp();
    webhooks.set("wh_a", newStanding(NOW_MS));
    expect(await attempt(OWNER, "quick")).toBe("trial");
    expect(await attempt(OWNER, "quick")).toBe("trial");
    expect(await attempt(OWNER, "quick")).toBe("quick");
    await attempt(OWNER, "quick");
    expect(writes).toEqual(["wh_a unproven 1", "wh_a unproven 2", "wh_a quick 3"]);
  });
});

describe("a new webhook whose receiver hangs", () => {
  test("turns slow, which is told and is not held against its tenant", async () => {
    const { pools, webhooks, writes, next } = setUp();
    webhooks.set("wh_a", newStanding(NOW_MS));
    next.pace = "late";
    const serving = await pools.enter(OWNER);
    const { turned } = await serving.watch(ENDPOINT, async () => MADE);
    expect(turned).toMatchObject({ state: "slow", turns: 1 });
    expect(serving.pool()).toBe("slow");
    expect(writes).toEqual(["wh_a slow 0"]);
  });
});

describe("one pool", () => {
  test("serves every webhook, and judges none", async () => {
    const pools = onePool("slow");
    const serving = await pools.enter(OWNER);
    expect(await serving.watch(ENDPOINT, async () => MADE)).toEqual({ made: MADE });
    expect([pools.own, serving.pool()]).toEqual(["slow", "quick"]);
  });
});
