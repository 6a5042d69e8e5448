import { momentsToMake } from "../domain/signing-times.ts";
import { type Tenant, tenantKey } from "../domain/tenant.ts";
import type { RingPorts } from "./ports.ts";

/** How often a ring taken off the register in between is entered again: once is rare. */
const MOST_TRIES = 5;

/**
 * Sees to it that a tenant has a key that signs, and the next one: to be called before anything is
 * stored that signs JWS. A ring in which one is missing is entered before anything else: from then
 * on no rotation, which may just have found that the tenant signs nothing, can retire it on that
 * account. One that has both cannot end within a day.
 */
export function makeEnsureRing(ports: RingPorts): (tenant: Tenant) => Promise<void> {
  const { keys, rings, times, now } = ports;
  const missingOf = async (tenant: Tenant, nowMs: number): Promise<number[]> =>
    momentsToMake(await keys.list(tenant), nowMs, times.intervalMs);

  return async (tenant) => {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const nowMs = now();
      if ((await missingOf(tenant, nowMs)).length === 0) return;
      await rings.enter(tenant);
      // What was there before the ring was entered may have been retired.
      if (await makeKeys(ports, tenant, await missingOf(tenant, nowMs), nowMs)) return;
    }
    throw new Error(`the signing keys of ${tenantKey(tenant)} are taken away again and again`);
  };
}

/** Makes the keys of a ring for these moments. @returns `false`: not registered, none was put */
export async function makeKeys(
  { keys, makeKey }: Pick<RingPorts, "keys" | "makeKey">,
  tenant: Tenant,
  moments: readonly number[],
  nowMs: number,
): Promise<boolean> {
  for (const signsFromMs of moments) {
    const outcome = await keys.putIfAbsent(await makeKey(tenant, signsFromMs, nowMs));
    if (outcome === "no_ring") return false;
  }
  return true;
}
