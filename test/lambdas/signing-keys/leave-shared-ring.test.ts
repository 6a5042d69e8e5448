import { describe, expect, test } from "vitest";

import { ENVIRONMENTS, type Tenant, tenantKey } from "../../../lambdas/shared/domain/tenant.ts";
import type { ExternalCall } from "../../support/fakes/external-call.ts";
import {
  DAY_MS,
  HOUR_MS,
  keyOf,
  makeSigningKeysTestBed,
  START_MS,
} from "../../support/signing-keys-test-bed.ts";

const ACME: Tenant = { application: "acme", environment: "production" };
const GLOBEX: Tenant = { application: "globex", environment: "sandbox" };
const INITECH: Tenant = { application: "initech", environment: "production" };

/**
 * An installation of the version before: a ring for all, with the key that signs and the next, and
 * four applications.
 */
async function makeOldInstallation(call?: ExternalCall) {
  const bed = makeSigningKeysTestBed(call);
  for (const half of [-1, 1]) {
    await bed.putShared(keyOf("shared", START_MS + (half * DAY_MS) / 2, START_MS));
  }
  bed.addApplications("acme", "globex", "initech", "umbrella");
  for (const tenant of [ACME, GLOBEX, INITECH]) bed.signing.add(tenantKey(tenant));
  return bed;
}

describe("tenants that used the ring of all", () => {
  test("get rings of their own with the first run, those that sign nothing get none", async () => {
    const { rotate, rings, listed, counts } = await makeOldInstallation();
    expect(await rotate()).toMatchObject({ moved: 3, failed: 0, removed: 0 });
    expect((await rings.list()).map(({ tenant }) => tenant)).toEqual([ACME, GLOBEX, INITECH]);
    for (const tenant of [ACME, GLOBEX, INITECH]) expect(listed(tenant)).toHaveLength(2);
    expect(counts.keys).toBe(6);
    expect(await rotate()).toMatchObject({ rings: 3, moved: 0, made: 0 });
    expect(counts.keys).toBe(6);
  });

  test("runs at the same time, and first webhooks meanwhile, make each key once", async () => {
    const { rotate, startSigning, listed } = await makeOldInstallation();
    await Promise.all([rotate(), startSigning(ACME), rotate()]);
    for (const tenant of [ACME, GLOBEX, INITECH]) expect(listed(tenant)).toHaveLength(2);
  });

  test("the keys of all are not followed by others, end as they would have, and then no application is looked at", async () => {
    const { rotate, clock, listed, readable, counts } = await makeOldInstallation();
    const [first, last] = listed("shared");
    clock.nowMs = last!.signsFromMs + DAY_MS - 1;
    await rotate();
    expect(readable("shared")).toEqual([first, last]);
    clock.nowMs += 1;
    expect(await rotate()).toMatchObject({ removed: 1 });
    expect(listed("shared")).toEqual([last]);
    clock.nowMs = last!.signsFromMs + 2 * DAY_MS - 1;
    await rotate();
    expect(readable("shared")).toEqual([last]);
    clock.nowMs += 1;
    await rotate();
    expect(listed("shared")).toEqual([]);
    counts.asked = 0;
    await rotate();
    expect(counts.asked).toBe(0);
  });

  test("one that fails stops no other, and keeps the keys of all until it, too, has a ring", async () => {
    let isBroken = true;
    const bed = await makeOldInstallation(async (name, effect) => {
      const result = effect();
      if (name === "enter" && isBroken) {
        isBroken = false;
        throw new Error("throttled");
      }
      return result;
    });
    const { rotate, clock, listed } = bed;
    clock.nowMs += 30 * DAY_MS;
    expect(await rotate()).toMatchObject({ failures: ["acme#production"], moved: 2, removed: 0 });
    expect(listed("shared")).toHaveLength(2);
    expect(await rotate()).toMatchObject({ failures: [], removed: 2 });
    expect(listed(ACME)).toHaveLength(2);
    expect(listed("shared")).toEqual([]);
  });

  test("a run without time for all of them removes nothing, and the next one goes on", async () => {
    const { rotate, clock, listed, addApplications, signing } = await makeOldInstallation();
    const ids = Array.from({ length: 120 }, (_, n) => `n${String(n).padStart(3, "0")}`);
    addApplications(...ids);
    signing.add("n119#sandbox");
    clock.nowMs += 30 * DAY_MS;
    let asked = 0;
    const first = await rotate(() => {
      asked += 1;
      return asked > 3;
    });
    expect(first).toMatchObject({ moved: 3, removed: 0, isWhole: false });
    expect(listed("shared")).toHaveLength(2);
    expect(await rotate()).toMatchObject({ moved: 1, removed: 2, isWhole: true });
    expect(listed({ application: "n119", environment: "sandbox" })).toHaveLength(2);
  });

  test("wherever one call fails, before or after it took effect, all have a ring in the end, and no key is made in vain", async () => {
    const { calls } = await threeRuns(undefined);
    expect(calls).toBeGreaterThan(30);
    for (let at = 1; at <= calls; at += 1) {
      for (const when of ["before", "after"] as const) {
        const { rings, shared } = await threeRuns({ at, when });
        expect({ at, when, rings, shared }).toEqual({ at, when, rings: [2, 2, 2], shared: 2 });
      }
    }
  });
});

/**
 * Three runs within hours of the deployment; one call fails.
 * @returns how many keys each ring has then
 */
async function threeRuns(
  fault: { readonly at: number; readonly when: "before" | "after" } | undefined,
) {
  let calls = 0;
  const bed = await makeOldInstallation(async (_name, effect) => {
    calls += 1;
    if (calls === fault?.at && fault.when === "before") throw new Error("throttled");
    const result = effect();
    if (calls === fault?.at) throw new Error("died");
    return result;
  });
  for (let run = 0; run < 3; run += 1) {
    await bed.rotate().catch(() => undefined);
    bed.clock.nowMs += HOUR_MS;
  }
  const silent = new Set(["globex#production", "acme#sandbox", "umbrella#production"]);
  const others = ["acme", "globex", "initech", "umbrella"]
    .flatMap((application) => ENVIRONMENTS.map((environment) => ({ application, environment })))
    .filter((tenant) => silent.has(tenantKey(tenant)));
  for (const tenant of others) expect(bed.listed(tenant)).toEqual([]);
  return {
    calls,
    rings: [ACME, GLOBEX, INITECH].map((tenant) => bed.listed(tenant).length),
    shared: bed.listed("shared").length,
  };
}
