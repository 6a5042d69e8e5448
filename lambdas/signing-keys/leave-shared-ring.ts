import { keyRingName, type SigningKey } from "../shared/domain/signing-key.ts";
import { endsAtMs } from "../shared/domain/signing-times.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import type { RingPorts, SignsJws } from "../shared/signing-keys/ports.ts";
import { type ApplicationList, eachTenant } from "./each-tenant.ts";

/** What leaving the shared ring needs. */
export interface SharedRingPorts extends Pick<RingPorts, "keys" | "times" | "now"> {
  readonly applications: ApplicationList;
  readonly signsJws: SignsJws;
  readonly ensureRing: (tenant: Tenant) => Promise<void>;
}

/** What one run did. */
export interface SharedRingLeave {
  /** Tenants that got a ring of their own. */
  readonly moved: number;
  /** Keys of the shared ring that have ended. */
  readonly removed: number;
  /** Whether there was time for all tenants. */
  readonly isWhole: boolean;
}

/**
 * Gives every tenant whose webhooks sign JWS a ring of its own, for as long as there are keys of
 * the shared one: those webhooks were created before tenants had rings. It may stop anywhere and
 * run again. The keys that have ended are removed once all tenants were looked at.
 * @param registered names of the rings that are there
 * @param failed is told of each tenant that could not be looked at
 */
export function makeLeaveSharedRing(ports: SharedRingPorts) {
  const { keys, times, applications, signsJws, ensureRing, now } = ports;

  return async (
    registered: ReadonlySet<string>,
    isTimeUp: () => boolean,
    failed: (tenant: Tenant, error: unknown) => void,
  ): Promise<SharedRingLeave> => {
    const shared = await keys.list("shared");
    if (shared.length === 0) return { moved: 0, removed: 0, isWhole: true };
    let moved = 0;
    let hasFailed = false;
    const look = async (tenant: Tenant): Promise<void> => {
      try {
        if (registered.has(keyRingName(tenant)) || !(await signsJws(tenant))) return;
        await ensureRing(tenant);
        moved += 1;
      } catch (error) {
        hasFailed = true;
        failed(tenant, error);
      }
    };
    if (!(await eachTenant(applications, look, isTimeUp))) {
      return { moved, removed: 0, isWhole: false };
    }
    return { moved, removed: hasFailed ? 0 : await removeEnded(shared), isWhole: true };
  };

  async function removeEnded(shared: readonly SigningKey[]): Promise<number> {
    const ended = shared.filter((key) => endsAtMs(key, shared, times) <= now());
    for (const key of ended) await keys.remove(key);
    return ended.length;
  }
}
