import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { ExternalCall } from "../../support/fakes/external-call.ts";
import { HOUR_MS, makeVaultKeyTestBed, MINUTE_MS } from "../../support/vault-key-test-bed.ts";

interface Fault {
  /** Which of all calls, from 1. */
  readonly at: number;
  /** Whether the call took effect before the run died of it. */
  readonly when: "before" | "after";
}

/** Calls of which one fails, while it is armed. */
function faultyCalls(fault: Fault | undefined) {
  const state = { armed: false, calls: 0 };
  const call: ExternalCall = async (_name, effect) => {
    if (!state.armed) return effect();
    state.calls += 1;
    const isFaulty = state.calls === fault?.at;
    if (isFaulty && fault.when === "before") throw new Error("throttled");
    const result = effect();
    if (isFaulty) throw new Error("died");
    return result;
  };
  return { state, call };
}

/**
 * Days in which somebody asks for a rotation every five hours, and warm functions seal: right
 * before each run, and as late after it as they may know the key before. One call of the runs
 * fails.
 */
async function someDays(hours: number, fault?: Fault) {
  const { state, call } = faultyCalls(fault);
  const bed = makeVaultKeyTestBed(call);
  const warm = bed.openVault();
  const versions = new Set<string | undefined>();
  const lost: string[] = [];
  for (let hour = 0; hour < hours; hour += 5) {
    await bed.seal(warm, "before");
    state.armed = true;
    await bed.run(true).catch(() => undefined);
    state.armed = false;
    lost.push(...(await bed.lost()));
    versions.add(bed.secrets.currentVersion("vault"));
    bed.clock.nowMs += 14 * MINUTE_MS;
    await bed.seal(warm, "after");
    bed.clock.nowMs += 5 * HOUR_MS - 14 * MINUTE_MS;
  }
  lost.push(...(await bed.lost()));
  return { lost, keys: versions.size, calls: state.calls };
}

describe("makeRotateVaultKey, while its runs die and are throttled", () => {
  test("loses no credential in three days of rotations without a fault", async () => {
    const { lost, keys } = await someDays(72);
    expect(lost).toEqual([]);
    expect(keys).toBe(3);
  });

  test("loses none wherever one call fails, before or after it took effect, and goes on rotating", async () => {
    const { calls } = await someDays(40);
    expect(calls).toBeGreaterThan(80);
    for (let at = 1; at <= calls; at += 1) {
      for (const when of ["before", "after"] as const) {
        const { lost, keys } = await someDays(40, { at, when });
        expect({ at, when, lost }).toEqual({ at, when, lost: [] });
        expect(keys).toBeGreaterThanOrEqual(2);
      }
    }
  }, 60_000);

  test("loses none when runs and functions that seal meet in any order, and some die", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.nat({ max: 60 }), { maxLength: 3 }),
        async (scheduler, deaths) => {
          let calls = 0;
          const call: ExternalCall = async (name, effect) => {
            calls += 1;
            const dies = deaths.includes(calls);
            await scheduler.schedule(Promise.resolve(), name);
            const result = effect();
            if (dies) throw new Error("died");
            return result;
          };
          const state = { armed: false };
          const bed = makeVaultKeyTestBed((name, effect) =>
            state.armed ? call(name, effect) : Promise.resolve(effect()),
          );
          const warm = bed.openVault();
          await bed.seal(warm, "first");
          for (const hours of [1, 1, 26, 1, 1]) {
            state.armed = true;
            const all = Promise.allSettled([
              bed.run(true),
              bed.run(true),
              bed.run(),
              bed.seal(warm, "warm"),
              bed.seal(bed.openVault(), "cold"),
            ]);
            await scheduler.waitFor(all);
            state.armed = false;
            expect(await bed.lost()).toEqual([]);
            bed.clock.nowMs += hours * HOUR_MS;
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});
