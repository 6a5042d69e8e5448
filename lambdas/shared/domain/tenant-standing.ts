import type { Pool } from "./pool.ts";
import { isProved, type Standing } from "./standing.ts";
import { MS_PER_DAY } from "./utc-day.ts";

/** What is remembered of a tenant whose webhooks turned slow; absent when none did of late. */
export interface TenantStanding {
  /** When they did, in epoch milliseconds, the latest last: fewer than make the tenant slow. */
  readonly badTurnsMs: readonly number[];
  /** Until then none of its webhooks is served as quick, in epoch milliseconds; 0: never was so. */
  readonly slowUntilMs: number;
  /** How often it was slow, one less for each quiet day since. */
  readonly level: number;
  /** Counts the changes: each is made to what was read. */
  readonly version: number;
}

/**
 * So many bad turns within an hour make a tenant slow: more than one webhook alone can make, whose
 * every turn lasts twice as long as the one before (domain/standing.ts), and few enough to end what
 * a thousand of them that turn together do to others.
 */
export const TURNS_OF_A_SLOW_TENANT = 11;
const COUNTED_MS = 3_600_000;
/** For an hour at first, twice as long each time. */
const SHORTEST_SLOW_MS = 3_600_000;
const LONGEST_SLOW_MS = MS_PER_DAY;
/** The level from which on it is slow for a day: 1 h × 2^5 is more. */
const HIGHEST_LEVEL = 5;

const NONE: TenantStanding = { badTurnsMs: [], slowUntilMs: 0, level: 0, version: 0 };

/** Whether no webhook of a tenant is served among the quick. */
export function isSlowTenant(tenant: TenantStanding | undefined, nowMs: number): boolean {
  return tenant !== undefined && tenant.slowUntilMs > nowMs;
}

/** Which pool serves a webhook. */
export function servingPool(
  standing: Standing | undefined,
  tenant: TenantStanding | undefined,
  nowMs: number,
): Pool {
  if (standing?.state === "slow") return "slow";
  return isProved(standing) && !isSlowTenant(tenant, nowMs) ? "quick" : "trial";
}

/**
 * A tenant after one more of its webhooks turned slow. While none is served among the quick anyway
 * nothing is counted: the very same.
 */
export function tenantAfterBadTurn(tenant: TenantStanding = NONE, nowMs: number): TenantStanding {
  if (isSlowTenant(tenant, nowMs)) return tenant;
  const version = tenant.version + 1;
  const level = levelAt(tenant, nowMs);
  const badTurnsMs = [...tenant.badTurnsMs.filter((ms) => ms > nowMs - COUNTED_MS), nowMs];
  if (badTurnsMs.length < TURNS_OF_A_SLOW_TENANT) {
    return { badTurnsMs, slowUntilMs: tenant.slowUntilMs, level: tenant.level, version };
  }
  return {
    badTurnsMs: [],
    slowUntilMs: nowMs + Math.min(LONGEST_SLOW_MS, SHORTEST_SLOW_MS * 2 ** level),
    level: Math.min(HIGHEST_LEVEL, level + 1),
    version,
  };
}

/** When a tenant's standing need not be kept any more, in epoch milliseconds. */
export function tenantStandingEndsMs(tenant: TenantStanding): number {
  const lastTurnMs = tenant.badTurnsMs.at(-1) ?? 0;
  return Math.max(lastTurnMs + COUNTED_MS, tenant.slowUntilMs + tenant.level * MS_PER_DAY);
}

/** The level, one lower for each whole day since none of its webhooks was served as quick. */
function levelAt({ level, slowUntilMs }: TenantStanding, nowMs: number): number {
  return Math.max(0, level - Math.floor((nowMs - slowUntilMs) / MS_PER_DAY));
}
