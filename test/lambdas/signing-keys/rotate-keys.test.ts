import { describe, expect, test } from "vitest";

import type { Tenant } from "../../../lambdas/shared/domain/tenant.ts";
import {
  DAY_MS,
  HOUR_MS,
  makeSigningKeysTestBed,
  START_MS,
} from "../../support/signing-keys-test-bed.ts";

const ACME: Tenant = { application: "acme", environment: "production" };
const GLOBEX: Tenant = { application: "globex", environment: "production" };

describe("the rotation of a tenant's keys", () => {
  test("the first webhook makes the key that signs and the next one; a run then has nothing to do", async () => {
    const { startSigning, rotate, listed, signs, readable, counts } = makeSigningKeysTestBed();
    await startSigning(ACME);
    const [first, second, ...more] = listed(ACME);
    expect(more).toEqual([]);
    expect(first?.signsFromMs).toBe(START_MS - DAY_MS / 2);
    expect(second?.signsFromMs).toBe(START_MS + DAY_MS / 2);
    expect(signs(ACME)).toEqual(first);
    expect(readable(ACME)).toEqual([first, second]);
    expect(await rotate()).toMatchObject({ rings: 1, made: 0, removed: 0, delayMs: 0, failed: 0 });
    await startSigning(ACME);
    expect(counts).toEqual({ keys: 2, asked: 0 });
  });

  test("a key is published for a day before it signs, signs for a day, and can be read for exactly a day more", async () => {
    const { startSigning, rotate, clock, listed, signs, readable } = makeSigningKeysTestBed();
    await startSigning(ACME);
    const [, key] = listed(ACME);
    const kid = key!.kid;
    const isReadable = () => readable(ACME).some((other) => other.kid === kid);
    const hours = { unsigned: 0, signing: 0, expired: 0 };
    while (isReadable()) {
      const isSigning = signs(ACME)?.kid === kid;
      const phase = isSigning ? "signing" : clock.nowMs < key!.signsFromMs ? "unsigned" : "expired";
      hours[phase] += 1;
      clock.nowMs += HOUR_MS;
      await rotate();
    }
    expect(hours).toEqual({ unsigned: 12, signing: 24, expired: 24 });
    expect(listed(ACME).some((other) => other.kid === kid)).toBe(false);
  });

  test("the last moment of an expired key is a millisecond before its day is over", async () => {
    const { startSigning, clock, listed, readable } = makeSigningKeysTestBed();
    await startSigning(ACME);
    const [first] = listed(ACME);
    clock.nowMs = first!.signsFromMs + 2 * DAY_MS - 1;
    expect(readable(ACME)).toContainEqual(first);
    clock.nowMs += 1;
    expect(readable(ACME)).not.toContainEqual(first);
  });

  test("runs and first webhooks at the same time make one key for each moment", async () => {
    const { startSigning, rotate, clock, listed } = makeSigningKeysTestBed();
    await Promise.all([1, 2, 3].map(() => startSigning(ACME)));
    expect(listed(ACME)).toHaveLength(2);
    clock.nowMs += DAY_MS / 2;
    await Promise.all([rotate(), startSigning(ACME), rotate(), rotate()]);
    expect(listed(ACME).map(({ signsFromMs }) => signsFromMs - START_MS)).toEqual(
      [-1, 1, 3].map((half) => (half * DAY_MS) / 2),
    );
  });

  test("a rotation that stopped leaves the last key signing and readable, tells how late it is, and goes on by itself", async () => {
    const { startSigning, rotate, clock, signs, readable } = makeSigningKeysTestBed();
    await startSigning(ACME);
    clock.nowMs += DAY_MS;
    const last = signs(ACME);
    clock.nowMs += 10 * DAY_MS;
    expect(signs(ACME)).toEqual(last);
    expect(readable(ACME)).toContainEqual(last);
    const resumed = await rotate();
    expect(resumed).toMatchObject({ made: 1, removed: 1, delayMs: 9 * DAY_MS + DAY_MS / 2 });
    // The new key is not thrust upon receivers: it is published half a day before it signs.
    expect(signs(ACME)).toEqual(last);
    clock.nowMs += DAY_MS / 2;
    expect(signs(ACME)?.createdAtMs).toBe(clock.nowMs - DAY_MS / 2);
    expect(readable(ACME)).toContainEqual(last);
    expect((await rotate()).delayMs).toBe(0);
  });

  test("the rings of tenants have nothing to do with each other", async () => {
    const { startSigning, rotate, clock, listed } = makeSigningKeysTestBed();
    await startSigning(ACME);
    const sandbox: Tenant = { ...ACME, environment: "sandbox" };
    await startSigning(sandbox);
    clock.nowMs += DAY_MS;
    expect(await rotate()).toMatchObject({ rings: 2, made: 2 });
    const kids = [ACME, sandbox].flatMap((tenant) => listed(tenant).map(({ kid }) => kid));
    expect(new Set(kids).size).toBe(6);
    expect(listed(GLOBEX)).toEqual([]);
  });

  test("a ring that fails stops no other, and the delay told is the largest", async () => {
    const { startSigning, rotate, clock, listed, keys } = makeSigningKeysTestBed();
    await startSigning(ACME);
    clock.nowMs += 3 * DAY_MS;
    await startSigning(GLOBEX);
    clock.nowMs += 2 * DAY_MS;
    const put = keys.putIfAbsent;
    Object.assign(keys, {
      putIfAbsent: async (key: Parameters<typeof put>[0]) => {
        if (key.ring.application === "acme") throw new Error("throttled");
        return put(key);
      },
    });
    expect(await rotate()).toMatchObject({ failures: ["acme#production"], failed: 1, made: 1 });
    expect(listed(GLOBEX).at(-1)?.signsFromMs).toBe(clock.nowMs + DAY_MS / 2);
    Object.assign(keys, { putIfAbsent: put });
    // ACME's second key signs since half a day after the start.
    expect((await rotate()).delayMs).toBe(5 * DAY_MS - DAY_MS / 2 - DAY_MS);
  });

  test("a run that has no time for all says so, and the next ones come to the end", async () => {
    const { startSigning, rotate, clock, listed } = makeSigningKeysTestBed();
    const tenants = Array.from({ length: 35 }, (_, n): Tenant => ({
      application: `a${n}`,
      environment: "sandbox",
    }));
    for (const tenant of tenants) await startSigning(tenant);
    clock.nowMs += DAY_MS / 2;
    let asked = 0;
    const first = await rotate(() => {
      asked += 1;
      return asked > 2;
    });
    expect(first).toMatchObject({ rings: 35, made: 20, isWhole: false });
    expect(await rotate()).toMatchObject({ rings: 35, made: 15, isWhole: true });
    expect(new Set(tenants.map((tenant) => listed(tenant).length))).toEqual(new Set([3]));
  });
});

describe("wherever a call fails, before or after it took effect", () => {
  test("a key signs, and none in use is lost", async () => {
    const { calls } = await twoDays(undefined);
    expect(calls).toBeGreaterThan(90);
    for (let at = 1; at <= calls; at += 1) {
      for (const when of ["before", "after"] as const) {
        const { gaps, keys } = await twoDays({ at, when });
        expect({ at, when, gaps }).toEqual({ at, when, gaps: [] });
        expect(keys).toBeLessThanOrEqual(4);
      }
    }
  });
});

/** A run every hour for two days; one call fails. */
async function twoDays(
  fault: { readonly at: number; readonly when: "before" | "after" } | undefined,
) {
  let calls = 0;
  let isArmed = false;
  const bed = makeSigningKeysTestBed(async (_name, effect) => {
    if (!isArmed) return effect();
    calls += 1;
    if (calls === fault?.at && fault.when === "before") throw new Error("throttled");
    const result = effect();
    if (calls === fault?.at) throw new Error("died");
    return result;
  });
  const { clock, signs, readable, listed } = bed;
  await bed.startSigning(ACME);
  const gaps: string[] = [];
  for (let hour = 0; hour < 48; hour += 1) {
    isArmed = true;
    await bed.rotate().catch(() => undefined);
    isArmed = false;
    clock.nowMs += HOUR_MS;
    const key = signs(ACME);
    if (key === undefined || !readable(ACME).includes(key)) gaps.push(`hour ${hour}: signs`);
    // Every key was published for hours before it signed, but for the very first.
    const wasMadeEarly = key === undefined || key.signsFromMs - key.createdAtMs >= 11 * HOUR_MS;
    if (!wasMadeEarly && key.signsFromMs > START_MS) gaps.push(`hour ${hour}: published late`);
  }
  return { calls, gaps, keys: listed(ACME).length };
}
