import type { LaneOwner } from "../domain/lane.ts";
import type { Pool } from "../domain/pool.ts";
import type { Standing } from "../domain/standing.ts";
import { servingPool, type TenantStanding } from "../domain/tenant-standing.ts";
import type { Standings } from "./receiver-ports.ts";

/** Which pool serves a webhook now. A wrong answer costs a hand-over and nothing else. */
export type PoolOf = (owner: LaneOwner) => Promise<Pool>;

/**
 * Whether a webhook is proved quick, and what its tenant's others did; `undefined` where nothing is
 * known against it.
 */
export interface KnownStanding {
  readonly standing: Standing | undefined;
  readonly tenant: TenantStanding | undefined;
}

/** What stands in the table of a webhook and of its tenant. */
export async function knownStanding(
  standings: Pick<Standings, "read" | "readTenant">,
  owner: LaneOwner,
): Promise<KnownStanding> {
  const [standing, tenant] = await Promise.all([
    standings.read(owner),
    standings.readTenant(owner),
  ]);
  return { standing, tenant };
}

/** By what stands in the table. */
export function makePoolOf(ports: {
  readonly standings: Pick<Standings, "read" | "readTenant">;
  readonly now: () => number;
}): PoolOf {
  return async (owner) => {
    const { standing, tenant } = await knownStanding(ports.standings, owner);
    return servingPool(standing, tenant, ports.now());
  };
}
