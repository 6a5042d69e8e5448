import { randomUUID } from "node:crypto";

import type { KeyRing, TenantSigningKey } from "../../lambdas/shared/domain/signing-key.ts";
import { readableKeys, signingKeyAt } from "../../lambdas/shared/domain/signing-times.ts";
import { type Application, type Tenant, tenantKey } from "../../lambdas/shared/domain/tenant.ts";
import type { OperationalEvent } from "../../lambdas/shared/eventbridge/operational-events.ts";
import { makeEnsureRing } from "../../lambdas/shared/signing-keys/ensure-ring.ts";
import { makeLeaveSharedRing } from "../../lambdas/signing-keys/leave-shared-ring.ts";
import { makeRotateAll } from "../../lambdas/signing-keys/rotate-all.ts";
import { makeRotateKeys } from "../../lambdas/signing-keys/rotate-keys.ts";
import { callPlainly, type ExternalCall } from "./fakes/external-call.ts";
import { makeMemorySigningKeys } from "./fakes/memory-keys.ts";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Noon: half a day into an interval. */
export const START_MS = 20_000 * DAY_MS + DAY_MS / 2;
const times = { intervalMs: DAY_MS, retentionMs: DAY_MS };

/**
 * The rings of signing keys on a store in memory, with a clock that tests move. Every outside call
 * goes through `call`.
 */
export function makeSigningKeysTestBed(call: ExternalCall = callPlainly) {
  const clock = { nowMs: START_MS };
  const now = () => clock.nowMs;
  const stores = makeMemorySigningKeys(call);
  /** Looked at by tests, past `call`. */
  const plain = makeSigningKeysView(stores.view, now);
  /** Names of tenants with a webhook that signs JWS. */
  const signing = new Set<string>();
  const applications: Application[] = [];
  /** How often keys were made, and tenants asked about. */
  const counts = { keys: 0, asked: 0 };
  /** Operational events that the bus took, with the names of their tenants. */
  const told: (OperationalEvent & { readonly to: string })[] = [];

  const makeKey = (ring: Tenant, signsFromMs: number, nowMs: number) =>
    call("makeKey", (): TenantSigningKey => {
      counts.keys += 1;
      return keyOf(ring, signsFromMs, nowMs);
    });
  const signsJws = (tenant: Tenant) =>
    call("signsJws", () => {
      counts.asked += 1;
      return signing.has(tenantKey(tenant));
    });
  const ports = { ...stores, makeKey, times, signsJws, now };
  const ensureRing = makeEnsureRing(ports);
  const rotateAll = makeRotateAll({
    rings: stores.rings,
    rotateRing: makeRotateKeys(ports),
    leaveSharedRing: makeLeaveSharedRing({
      ...ports,
      ensureRing,
      applications: {
        list: (after, limit) =>
          call("applications", () =>
            applications.filter(({ id }) => after === undefined || id > after).slice(0, limit),
          ),
      },
    }),
    publish: (tenant, event) =>
      call("publish", () => void told.push({ to: tenantKey(tenant), ...event })),
  });

  return {
    clock,
    ...stores,
    ...plain,
    counts,
    told,
    signing,
    ensureRing,

    /** Adds applications without webhooks. */
    addApplications(...ids: string[]): void {
      const added = ids.map((id) => ({ id, name: id, createdAtMs: 0, modifiedAtMs: 0 }));
      applications.push(...added);
      applications.sort((one, other) => (one.id < other.id ? -1 : 1));
    },

    /** A tenant's first webhook that signs JWS is created, as the config API does it. */
    async startSigning(tenant: Tenant): Promise<void> {
      await ensureRing(tenant);
      signing.add(tenantKey(tenant));
    },

    /**
     * A run of the rotation; `failures` has the tenants that could not be dealt with, `untold`
     * those not told of a key.
     */
    async rotate(isTimeUp = () => false) {
      const failures: string[] = [];
      const untold: string[] = [];
      const report = await rotateAll({
        isTimeUp,
        failed: (tenant) => void failures.push(tenantKey(tenant)),
        untold: (tenant) => void untold.push(tenantKey(tenant)),
      });
      return { ...report, failures, untold };
    },
  };
}

/** A key as it is stored; nothing of it is real but the times. */
export function keyOf<Ring extends KeyRing>(ring: Ring, signsFromMs: number, nowMs: number) {
  const kid = randomUUID();
  return { ring, signsFromMs, kid, publicKeyPem: kid, sealedPrivateKey: kid, createdAtMs: nowMs };
}

/** What tests ask about a ring. */
function makeSigningKeysView(
  list: ReturnType<typeof makeMemorySigningKeys>["view"],
  now: () => number,
) {
  return {
    listed: (ring: KeyRing) => list(ring),
    signs: (ring: KeyRing) => signingKeyAt(list(ring), now()),
    readable: (ring: KeyRing) => readableKeys(list(ring), now(), times.retentionMs),
  };
}
