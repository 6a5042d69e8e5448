import type { Breaker } from "../domain/breaker.ts";
import type { LaneOwner } from "../domain/lane.ts";
import type { Standing } from "../domain/standing.ts";
import type { TenantStanding } from "../domain/tenant-standing.ts";
import type { Tenant } from "../domain/tenant.ts";
import type { WriteResult } from "./delivery-ports.ts";

/** Standings of webhooks and tenants, strongly consistent; `undefined`: nothing against them. */
export interface Standings {
  read(owner: LaneOwner): Promise<Standing | undefined>;
  readTenant(tenant: Tenant): Promise<TenantStanding | undefined>;
  /** If the version there is the one before. */
  put(owner: LaneOwner, next: Standing): Promise<WriteResult>;
  /** The same of a tenant's. */
  putTenant(tenant: Tenant, next: TenantStanding): Promise<WriteResult>;
}

/** A breaker as it was read. */
export interface KnownBreaker {
  /** Absent: up. */
  readonly breaker: Breaker | undefined;
  /** Whether nothing beside it matters for longer than a day. */
  readonly isAlone: boolean;
}

/** What is known against receivers, by webhook. Reads are strongly consistent. */
export interface Breakers {
  read(owner: LaneOwner): Promise<KnownBreaker>;
  /**
   * If it is as it was read.
   * @param next `undefined`: up
   */
  put(
    owner: LaneOwner,
    seen: KnownBreaker,
    next: Breaker | undefined,
    nowMs: number,
  ): Promise<WriteResult>;
}
