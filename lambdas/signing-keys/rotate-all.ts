import { keyRingName, type SigningKey } from "../shared/domain/signing-key.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import type { OperationalEvent, TellTenant } from "../shared/eventbridge/operational-events.ts";
import { inGroups } from "../shared/runtime/in-groups.ts";
import {
  type RegisteredRing,
  type RingRegister,
  TENANTS_AT_ONCE,
} from "../shared/signing-keys/ports.ts";
import type { SharedRingLeave } from "./leave-shared-ring.ts";
import type { Rotation } from "./rotate-keys.ts";

/** Event type of the operational event: a key was made that will sign next. */
const KEY_ROTATED_EVENT = "signing-key.rotated";

/** The event that tells a tenant of its next signing key; told again it is the same one. */
function rotationEvent({ kid, signsFromMs, createdAtMs }: SigningKey): OperationalEvent {
  return {
    type: KEY_ROTATED_EVENT,
    id: `${KEY_ROTATED_EVENT}:${kid}`,
    payload: {
      kid,
      signs_from: new Date(signsFromMs).toISOString(),
      created_at: new Date(createdAtMs).toISOString(),
    },
  };
}

/** What a run over all rings did; the largest delay among them. */
export interface RotationReport extends Omit<Rotation, "successors">, SharedRingLeave {
  readonly rings: number;
  /** Tenants that could not be dealt with: the next run tries again. */
  readonly failed: number;
}

/** What `makeRotateAll` needs. */
export interface RotateAllPorts {
  readonly rings: Pick<RingRegister, "list">;
  readonly rotateRing: (ring: RegisteredRing) => Promise<Rotation>;
  readonly leaveSharedRing: (
    registered: ReadonlySet<string>,
    isTimeUp: () => boolean,
    failed: (tenant: Tenant, error: unknown) => void,
  ) => Promise<SharedRingLeave>;
  readonly publish: TellTenant;
}

/**
 * Rotates every registered ring, then sees after tenants that still use the shared one. A ring that
 * is up to date costs one query; so a run that has no time for all goes on, in effect, where the
 * last one stopped. Tenants are told of their new keys; that the bus refuses such an event fails no
 * rotation, and the next run tells it.
 */
export function makeRotateAll(ports: RotateAllPorts) {
  return async (run: {
    readonly isTimeUp: () => boolean;
    readonly failed: (tenant: Tenant, error: unknown) => void;
    readonly untold: (tenant: Tenant, error: unknown) => void;
  }): Promise<RotationReport> => {
    const registered = await ports.rings.list();
    let failed = 0;
    const fail = (tenant: Tenant, error: unknown): undefined => {
      failed += 1;
      run.failed(tenant, error);
    };
    const tell = async ({ tenant }: RegisteredRing, { successors }: Rotation): Promise<void> => {
      try {
        for (const key of successors) await ports.publish(tenant, rotationEvent(key));
      } catch (error) {
        run.untold(tenant, error);
      }
    };
    const rotate = async (ring: RegisteredRing): Promise<Rotation | undefined> => {
      let rotation: Rotation;
      try {
        rotation = await ports.rotateRing(ring);
      } catch (error) {
        return fail(ring.tenant, error);
      }
      await tell(ring, rotation);
      return rotation;
    };
    const rotated = await inGroups(registered, TENANTS_AT_ONCE, rotate, run.isTimeUp);
    const done = rotated.filter((rotation) => rotation !== undefined);
    const names = new Set(registered.map(({ tenant }) => keyRingName(tenant)));
    const left = await ports.leaveSharedRing(names, run.isTimeUp, fail);
    return {
      rings: registered.length,
      made: sum(done.map(({ made }) => made)),
      removed: sum(done.map(({ removed }) => removed)) + left.removed,
      moved: left.moved,
      failed,
      isWhole: rotated.length === registered.length && left.isWhole,
      delayMs: Math.max(0, ...done.map(({ delayMs }) => delayMs)),
    };
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
