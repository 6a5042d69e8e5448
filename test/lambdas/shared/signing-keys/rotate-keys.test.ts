import { randomUUID } from "node:crypto";

import { describe, expect, test } from "vitest";

import type { SigningKey } from "../../../../lambdas/shared/domain/signing-key.ts";
import { readableKeys, signingKeyAt } from "../../../../lambdas/shared/domain/signing-times.ts";
import { makeRotateKeys } from "../../../../lambdas/shared/signing-keys/rotate-keys.ts";
import type { ExternalCall } from "../../../support/fakes/external-call.ts";
import { makeMemorySigningKeys } from "../../../support/fakes/memory-keys.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Noon: half a day into an interval. */
const START_MS = 20_000 * DAY_MS + DAY_MS / 2;
const times = { intervalMs: DAY_MS, retentionMs: DAY_MS };

function makeBed(call: ExternalCall = async (_name, effect) => effect()) {
  const clock = { nowMs: START_MS };
  const keys = makeMemorySigningKeys(call);
  const rotate = makeRotateKeys({ keys, times, makeKey, now: () => clock.nowMs });
  const now = () => clock.nowMs;
  return {
    clock,
    keys,
    rotate,
    signing: async () => signingKeyAt(await keys.list(), now()),
    readable: async () => readableKeys(await keys.list(), now(), times.retentionMs),
  };
}

async function makeKey(signsFromMs: number, nowMs: number): Promise<SigningKey> {
  const kid = randomUUID();
  return { signsFromMs, kid, publicKeyPem: kid, sealedPrivateKey: kid, createdAtMs: nowMs };
}

describe("makeRotateKeys", () => {
  test("the first run makes the key that signs and the next one", async () => {
    const { rotate, keys, signing, readable } = makeBed();
    expect(await rotate()).toEqual({ made: 2, removed: 0, delayMs: 0 });
    const [first, second] = await keys.list();
    expect(first?.signsFromMs).toBe(START_MS - DAY_MS / 2);
    expect(second?.signsFromMs).toBe(START_MS + DAY_MS / 2);
    expect(await signing()).toEqual(first);
    expect(await readable()).toEqual([first, second]);
    expect(await rotate()).toEqual({ made: 0, removed: 0, delayMs: 0 });
  });

  test("a key is published for a day before it signs, signs for a day, and can be read for exactly a day more", async () => {
    const { rotate, clock, keys, signing, readable } = makeBed();
    await rotate();
    const [, key] = await keys.list();
    const kid = key!.kid;
    const isReadable = async () => (await readable()).some((other) => other.kid === kid);
    const hours = { unsigned: 0, signing: 0, expired: 0 };
    while (await isReadable()) {
      const signs = await signing();
      const phase =
        signs?.kid === kid ? "signing" : clock.nowMs < key!.signsFromMs ? "unsigned" : "expired";
      hours[phase] += 1;
      clock.nowMs += HOUR_MS;
      await rotate();
    }
    expect(hours).toEqual({ unsigned: 12, signing: 24, expired: 24 });
    expect((await keys.list()).some((other) => other.kid === kid)).toBe(false);
  });

  test("the last moment of an expired key is a millisecond before its day is over", async () => {
    const { rotate, clock, keys, readable } = makeBed();
    await rotate();
    const [first] = await keys.list();
    clock.nowMs = first!.signsFromMs + 2 * DAY_MS - 1;
    expect(await readable()).toContainEqual(first);
    clock.nowMs += 1;
    expect(await readable()).not.toContainEqual(first);
  });

  test("runs at the same time make one key for each moment", async () => {
    const { rotate, keys } = makeBed();
    await Promise.all([rotate(), rotate(), rotate()]);
    expect(await keys.list()).toHaveLength(2);
  });

  test("a rotation that stopped leaves the last key signing and readable, tells how late it is, and goes on by itself", async () => {
    const { rotate, clock, signing, readable } = makeBed();
    await rotate();
    clock.nowMs += DAY_MS;
    const last = await signing();
    clock.nowMs += 10 * DAY_MS;
    expect(await signing()).toEqual(last);
    expect(await readable()).toContainEqual(last);
    const resumed = await rotate();
    expect(resumed).toEqual({ made: 1, removed: 1, delayMs: 9 * DAY_MS + DAY_MS / 2 });
    // The new key is not thrust upon receivers: it is published half a day before it signs.
    expect(await signing()).toEqual(last);
    clock.nowMs += DAY_MS / 2;
    expect((await signing())?.createdAtMs).toBe(clock.nowMs - DAY_MS / 2);
    expect(await readable()).toContainEqual(last);
    expect((await rotate()).delayMs).toBe(0);
  });

  test("wherever one call of a run fails, before or after it took effect, a key signs and none in use is lost", async () => {
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
  const { rotate, clock, keys, signing, readable } = makeBed(async (_name, effect) => {
    if (!isArmed) return effect();
    calls += 1;
    if (calls === fault?.at && fault.when === "before") throw new Error("throttled");
    const result = effect();
    if (calls === fault?.at) throw new Error("died");
    return result;
  });
  await rotate();
  const gaps: string[] = [];
  for (let hour = 0; hour < 48; hour += 1) {
    isArmed = true;
    await rotate().catch(() => undefined);
    isArmed = false;
    clock.nowMs += HOUR_MS;
    const key = await signing();
    if (key === undefined || !(await readable()).includes(key)) gaps.push(`hour ${hour}: signs`);
    // Every key was published for hours before it signed, but for the very first.
    const wasMadeEarly = key === undefined || key.signsFromMs - key.createdAtMs >= 11 * HOUR_MS;
    if (!wasMadeEarly && key.signsFromMs > START_MS) gaps.push(`hour ${hour}: published late`);
  }
  return { calls, gaps, keys: (await keys.list()).length };
}
