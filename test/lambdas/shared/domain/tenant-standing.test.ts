import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { newStanding } from "../../../../lambdas/shared/domain/standing.ts";
import {
  isSlowTenant,
  servingPool,
  type TenantStanding,
  tenantAfterBadTurn,
  tenantStandingEndsMs,
  TURNS_OF_A_SLOW_TENANT,
} from "../../../../lambdas/shared/domain/tenant-standing.ts";
import { forAll } from "../../../support/for-all.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const nowMs = 1_700_000_000_000;

/** A tenant after bad turns at these times, in hours from now. */
function turnedAt(...hours: number[]): TenantStanding | undefined {
  let tenant: TenantStanding | undefined;
  for (const hour of hours) tenant = tenantAfterBadTurn(tenant, nowMs + hour * HOUR_MS);
  return tenant;
}

/** So many bad turns at one time, as its hour. */
const times = (count: number, hour: number) => Array<number>(count).fill(hour);
const MOST = TURNS_OF_A_SLOW_TENANT - 1;

const slowHours = (tenant: TenantStanding | undefined, fromHour: number) =>
  ((tenant?.slowUntilMs ?? 0) - nowMs) / HOUR_MS - fromHour;

describe("a tenant", () => {
  test("is served as its webhooks are, as long as few of them turn slow", () => {
    expect(isSlowTenant(undefined, nowMs)).toBe(false);
    expect(isSlowTenant(turnedAt(...times(MOST, 0)), nowMs)).toBe(false);
    expect(isSlowTenant(turnedAt(...times(MOST, 0), 1), nowMs + HOUR_MS)).toBe(false);
    const spread = [...times(5, 0), ...times(5, 0.7), ...times(5, 1.4), ...times(5, 2.1)];
    expect(isSlowTenant(turnedAt(...spread), nowMs + 2.1 * HOUR_MS)).toBe(false);
  });

  test("is served slow for an hour after eleven bad turns within one", () => {
    const tenant = turnedAt(...times(5, 0), ...times(5, 0.5), 0.9);
    expect(slowHours(tenant, 0.9)).toBeCloseTo(1);
    expect(isSlowTenant(tenant, nowMs + 1.8 * HOUR_MS)).toBe(true);
    expect(isSlowTenant(tenant, nowMs + 1.9 * HOUR_MS)).toBe(false);
  });

  test("is counted nothing for while it is served slow", () => {
    const tenant = turnedAt(...times(TURNS_OF_A_SLOW_TENANT, 0));
    expect(tenantAfterBadTurn(tenant, nowMs + 1)).toBe(tenant);
  });

  test("is served slow twice as long each time, a day at most", () => {
    let tenant: TenantStanding | undefined;
    let hour = 0;
    const lasted: number[] = [];
    for (let time = 0; time < 8; time += 1) {
      for (let turn = 0; turn < TURNS_OF_A_SLOW_TENANT; turn += 1) {
        tenant = tenantAfterBadTurn(tenant, nowMs + hour * HOUR_MS);
      }
      lasted.push(slowHours(tenant, hour));
      hour += lasted.at(-1) ?? 0;
    }
    expect(lasted).toEqual([1, 2, 4, 8, 16, 24, 24, 24]);
  });

  test("is forgiven one of these for each quiet day", () => {
    const again = (quietDays: number) => {
      let tenant = turnedAt(...[0, 1, 3].flatMap((hour) => times(TURNS_OF_A_SLOW_TENANT, hour))); // Three times: until the seventh hour.
      const hour = 7 + quietDays * 24;
      for (let turn = 0; turn < TURNS_OF_A_SLOW_TENANT; turn += 1) {
        tenant = tenantAfterBadTurn(tenant, nowMs + hour * HOUR_MS);
      }
      return slowHours(tenant, hour);
    };
    expect([0, 0.9, 1, 2, 3, 30].map(again)).toEqual([8, 8, 4, 2, 1, 1]);
  });

  test("is forgotten when nothing that is known of it matters any more", () => {
    const one = tenantAfterBadTurn(undefined, nowMs);
    expect(one).toEqual({ badTurnsMs: [nowMs], slowUntilMs: 0, level: 0, version: 1 });
    expect(tenantStandingEndsMs(one)).toBe(nowMs + HOUR_MS);
    const slow = turnedAt(...times(TURNS_OF_A_SLOW_TENANT, 0));
    expect(slow).toMatchObject({ badTurnsMs: [], level: 1, version: TURNS_OF_A_SLOW_TENANT });
    expect(slow && tenantStandingEndsMs(slow)).toBe(nowMs + HOUR_MS + DAY_MS);
  });

  test("costs others at most eleven bad turns in each time that it is not served slow", () => {
    forAll(fc.array(fc.integer({ min: 0, max: HOUR_MS / 8 }), { maxLength: 60 }), (gapsMs) => {
      let tenant: TenantStanding | undefined;
      let timeMs = nowMs;
      const counted: number[] = [];
      for (const gapMs of gapsMs) {
        timeMs += gapMs;
        if (!isSlowTenant(tenant, timeMs)) counted.push(timeMs);
        tenant = tenantAfterBadTurn(tenant, timeMs);
        expect(tenant.slowUntilMs).toBeLessThanOrEqual(timeMs + DAY_MS);
        expect(tenant.badTurnsMs.length).toBeLessThan(TURNS_OF_A_SLOW_TENANT);
        const lastHour = counted.filter((ms) => ms > timeMs - HOUR_MS);
        expect(lastHour.length).toBeLessThanOrEqual(TURNS_OF_A_SLOW_TENANT);
      }
    });
  });
});

describe("the pool that serves a webhook", () => {
  const made = newStanding(nowMs);
  const slowTenant = turnedAt(...times(TURNS_OF_A_SLOW_TENANT, 0));

  test.each([
    ["proved", undefined, undefined, "quick"],
    ["proved once more", { ...made, state: "quick" } as const, undefined, "quick"],
    ["new", made, undefined, "trial"],
    ["slow", { ...made, state: "slow" } as const, undefined, "slow"],
    ["proved, of a tenant with too many that turned", undefined, slowTenant, "trial"],
    ["slow, of such a tenant", { ...made, state: "slow" } as const, slowTenant, "slow"],
    ["proved, of a tenant with one bad turn", undefined, turnedAt(0), "quick"],
  ])("%s", (_, standing, tenant, pool) => {
    expect(servingPool(standing, tenant, nowMs)).toBe(pool);
  });
});
