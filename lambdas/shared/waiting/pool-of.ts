import type { LaneOwner } from "../domain/lane.ts";
import { type Pool, servingPool } from "../domain/tenant-standing.ts";
import type { Standings } from "./ports.ts";

/** Which pool serves a webhook just now. Whoever is told the wrong one costs a hand-over, and nothing else. */
export type PoolOf = (owner: LaneOwner) => Promise<Pool>;

/** By what stands in the table. */
export function makePoolOf(ports: {
  readonly standings: Pick<Standings, "read" | "readTenant">;
  readonly now: () => number;
}): PoolOf {
  return async (owner) => {
    const [standing, tenant] = await Promise.all([
      ports.standings.read(owner),
      ports.standings.readTenant(owner),
    ]);
    return servingPool(standing, tenant, ports.now());
  };
}
