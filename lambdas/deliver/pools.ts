import type { MadeAttempt } from "../shared/attempt/make-attempt.ts";
import type { LaneOwner } from "../shared/domain/lane.ts";
import type { Pool } from "../shared/domain/pool.ts";
import {
  hasTurnedSlow,
  isProved,
  type Pace,
  type Standing,
  standingAfter,
} from "../shared/domain/standing.ts";
import {
  servingPool,
  tenantAfterBadTurn,
  type TenantStanding,
} from "../shared/domain/tenant-standing.ts";
import { tenantKey } from "../shared/domain/tenant.ts";
import { makeLatelyRead } from "../shared/memory/lately-read.ts";
import { makeRecentMap } from "../shared/memory/recent-map.ts";
import { type Machine, within } from "../shared/runtime/machine.ts";
import type { Standings } from "../shared/waiting/receiver-ports.ts";
import type { WatchAttempt } from "./attempt-watch.ts";
import {
  isOftenSluggish,
  type RecentPaces,
  type TenantPaces,
  withPace,
  withTenantPace,
} from "./domain/recent-paces.ts";
import type { Pools, WatchedAttempt } from "./ports.ts";

/** Webhooks and tenants whose last ten attempts a warm function keeps if some were sluggish. */
const MOST_REMEMBERED = 1000;

/**
 * Notes an attempt that this function made.
 * @returns whether its webhook or its tenant was often sluggish of late, this attempt included
 */
type NotePace = (owner: LaneOwner, pace: Pace) => boolean;

/** Remembers the attempts of this function. */
function makeNotePace(): NotePace {
  const ofWebhooks = makeRecentMap<RecentPaces>(MOST_REMEMBERED);
  const ofTenants = makeRecentMap<TenantPaces>(MOST_REMEMBERED);

  return (owner, pace) => {
    const { webhookId } = owner;
    const before = ofWebhooks.get(webhookId) ?? 0;
    const recent = withPace(before, pace);
    if (recent !== before) ofWebhooks.set(webhookId, recent);

    const tenant = tenantKey(owner);
    const beforeOfTenant = ofTenants.get(tenant);
    if (beforeOfTenant === undefined && pace === "quick") return isOftenSluggish(recent, []);
    const ofTenant = withTenantPace(beforeOfTenant ?? [], webhookId, pace);
    if (ofTenant.length === 0) ofTenants.delete(tenant);
    else ofTenants.set(tenant, ofTenant);
    return isOftenSluggish(recent, ofTenant);
  };
}

/** A write that takes longer is not waited for: what it tells is told again by the next attempt. */
const LONGEST_WRITE_MS = 1000;
/** Rounds of counting a bad turn: each one lost means that another was counted. */
const MOST_ROUNDS = 3;

/** One pool: it serves every webhook, and none is watched. */
export function onePool(own: Pool): Pools {
  const serving = { pool: () => "quick" as const, watch: plainly };
  return { own, enter: () => Promise.resolve(serving) };
}

async function plainly(
  _endpoint: string,
  attempt: () => Promise<MadeAttempt>,
): Promise<WatchedAttempt> {
  return { made: await attempt() };
}

/**
 * Several pools: webhooks are rated by how long their attempts take. A standing is written only
 * when it changes, under its version, as well as can be: no delivery fails of it.
 */
export function makePools(ports: {
  readonly own: Pool;
  readonly standings: Standings;
  readonly watch: WatchAttempt;
  readonly machine: Machine;
}): Pools {
  const { own, standings, machine } = ports;
  const { now } = machine;
  const notePace = makeNotePace();
  /** By webhook. */
  const quickOnes = makeLatelyRead<Standing | undefined>(now);
  /** By tenant: its item is read for all its webhooks, and would be the hottest of the table. */
  const tenants = makeLatelyRead<TenantStanding | undefined>(now);
  /** Webhooks whose standing is being written; the others of a batch saw the same and skip it. */
  const changing = new Set<string>();

  async function read(owner: LaneOwner): Promise<Standing | undefined> {
    const known = quickOnes.get(owner.webhookId);
    if (known !== undefined) return known.value;
    const standing = await standings.read(owner);
    if (isProved(standing)) quickOnes.set(owner.webhookId, standing);
    return standing;
  }

  async function readTenant(owner: LaneOwner): Promise<TenantStanding | undefined> {
    const name = tenantKey(owner);
    const known = tenants.get(name);
    if (known !== undefined) return known.value;
    const tenant = await standings.readTenant(owner);
    tenants.set(name, tenant);
    return tenant;
  }

  async function countBadTurn(owner: LaneOwner, seen: TenantStanding | undefined): Promise<void> {
    let before = seen;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const after = tenantAfterBadTurn(before, now());
      if (after === before) return;
      if ((await standings.putTenant(owner, after)) === "written") {
        tenants.set(tenantKey(owner), after);
        return;
      }
      before = await standings.readTenant(owner);
    }
  }

  async function write(owner: LaneOwner, next: Standing, onWritten: () => Promise<void>) {
    changing.add(owner.webhookId);
    try {
      if ((await standings.put(owner, next)) === "written") await onWritten();
    } finally {
      changing.delete(owner.webhookId);
    }
  }

  return {
    own,
    async enter(owner) {
      const [known, tenant] = await Promise.all([read(owner), readTenant(owner)]);
      let standing = known;
      let writing: Promise<void> | undefined;
      let turned: Standing | undefined;

      function rate(pace: Pace): void {
        const before = standing;
        standing = standingAfter(before, pace, notePace(owner, pace), now());
        if (standing === undefined || standing === before) return;
        quickOnes.delete(owner.webhookId);
        if (changing.has(owner.webhookId)) return;
        const after = standing;
        const written = write(owner, after, async () => {
          if (!hasTurnedSlow(before, after)) return;
          turned = after;
          if (isProved(before)) await countBadTurn(owner, tenant);
        });
        writing = within(LONGEST_WRITE_MS, written, machine).catch(() => undefined);
      }

      return {
        pool: () => servingPool(standing, tenant, now()),
        async watch(endpoint, attempt) {
          const watched = ports.watch(originOf(endpoint), () => rate("late"));
          try {
            const made = await attempt();
            const pace = watched.pace(made.attempt.failure === "timeout");
            if (pace !== undefined) rate(pace);
            await writing;
            return { made, turned };
          } finally {
            watched.end();
            await writing;
          }
        },
      };
    },
  };
}

/** As far as it is needed to tell origins apart: without the cost of a URL. */
function originOf(endpoint: string): string {
  return endpoint.split("/", 3).join("/");
}
