import { describe, expect, test } from "vitest";

import type { Tenant } from "../../../../lambdas/shared/domain/tenant.ts";
import type { ExternalCall } from "../../../support/fakes/external-call.ts";
import { DAY_MS, makeSigningKeysTestBed } from "../../../support/signing-keys-test-bed.ts";

const ACME: Tenant = { application: "acme", environment: "production" };

describe("a tenant that signs nothing any more", () => {
  test("gets no key; its last one is readable as long as ever, and the ring goes with it", async () => {
    const { startSigning, rotate, clock, listed, readable, signing, rings, counts } =
      makeSigningKeysTestBed();
    await startSigning(ACME);
    signing.clear();
    const [, last] = listed(ACME);
    clock.nowMs = last!.signsFromMs + 2 * DAY_MS - 1;
    for (let run = 0; run < 3; run += 1)
      expect(await rotate()).toMatchObject({ made: 0, delayMs: 0 });
    expect(readable(ACME)).toEqual([last]);
    clock.nowMs += 1;
    expect(await rotate()).toMatchObject({ rings: 1, made: 0, removed: 1 });
    expect(listed(ACME)).toEqual([]);
    expect(await rings.list()).toEqual([]);
    expect(counts.keys).toBe(2);
    counts.asked = 0;
    expect(await rotate()).toMatchObject({ rings: 0, made: 0, delayMs: 0 });
    expect(counts.asked).toBe(0);
  });

  test("goes on with its last key when it signs again before that has ended", async () => {
    const { startSigning, rotate, clock, signs, readable, signing } = makeSigningKeysTestBed();
    await startSigning(ACME);
    signing.clear();
    clock.nowMs += 2 * DAY_MS;
    await rotate();
    const last = signs(ACME);
    await startSigning(ACME);
    expect(signs(ACME)).toEqual(last);
    clock.nowMs += DAY_MS / 2;
    await rotate();
    expect(signs(ACME)?.kid).not.toBe(last?.kid);
    expect(readable(ACME)).toContainEqual(last);
  });

  test("a ring that was entered but never got a key is retired at once", async () => {
    const { rings, rotate } = makeSigningKeysTestBed();
    await rings.enter(ACME);
    expect(await rotate()).toMatchObject({ rings: 1, made: 0, removed: 0 });
    expect(await rings.list()).toEqual([]);
  });

  test("who signs again while a run retires the ring has a key that signs, and the next, in whatever order they go", async () => {
    let orders = 0;
    const orderings = async (choices: readonly number[]): Promise<number> => {
      const { bed, step, pending } = makeSteppedBed();
      const { clock, signing, signs, listed, rings } = bed;
      await bed.startSigning(ACME);
      signing.clear();
      clock.nowMs += 10 * DAY_MS;
      bed.hold();
      const both = Promise.all([bed.rotate(), bed.startSigning(ACME), bed.rotate()]);
      let taken = 0;
      while (await pending()) {
        step(choices[taken] ?? 0);
        taken += 1;
      }
      await both;
      orders += 1;
      const state = {
        signs: signs(ACME) !== undefined,
        next: listed(ACME).some(({ signsFromMs }) => signsFromMs > clock.nowMs),
        rings: (await rings.list()).length,
      };
      expect({ choices, ...state }).toEqual({ choices, signs: true, next: true, rings: 1 });
      return taken;
    };
    await orderings([]);
    for (let seed = 0; seed < 400; seed += 1) {
      let state = seed + 1;
      const choices = Array.from({ length: 40 }, () => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return Math.floor(state / 65_536) % 3;
      });
      await orderings(choices);
    }
    expect(orders).toBe(401);
  });
});

test("a ring that is taken away again and again is a fault", async () => {
  const { rings, ensureRing } = makeSigningKeysTestBed();
  Object.assign(rings, { enter: async () => undefined });
  await expect(ensureRing(ACME)).rejects.toThrow("acme#production are taken away");
});

/** A bed whose outside calls wait, once `hold` was called, until a test lets one of them happen. */
function makeSteppedBed() {
  const waiting: (() => void)[] = [];
  let isHeld = false;
  const call: ExternalCall = async (_name, effect) => {
    if (isHeld) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    }
    return effect();
  };
  const bed = makeSigningKeysTestBed(call);
  return {
    bed: {
      ...bed,
      hold: () => void (isHeld = true),
      rings: {
        ...bed.rings,
        async list() {
          isHeld = false;
          return bed.rings.list();
        },
      },
    },
    /** Whether a call waits, once everything that can go on has gone on. */
    async pending() {
      for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
      return waiting.length > 0;
    },
    step(choice: number) {
      const [resolve] = waiting.splice(choice % waiting.length, 1);
      resolve?.();
    },
  };
}
