import type { KeyRing, SigningKey, TenantSigningKey } from "../domain/signing-key.ts";
import type { RotationTimes } from "../domain/signing-times.ts";
import type { Tenant } from "../domain/tenant.ts";

/** Tenants that a rotation deals with at once: their queries take milliseconds of waiting. */
export const TENANTS_AT_ONCE = 10;

/** Where signing keys are kept, ring by ring. */
export interface KeyStore {
  /** All keys of a ring, the oldest first; strongly consistent. */
  list(ring: KeyRing): Promise<SigningKey[]>;
  /**
   * Puts a key into a registered ring unless one begins there at the same moment, and gives the
   * ring another mark.
   * @returns `no_ring` when the ring is not registered
   */
  putIfAbsent(key: TenantSigningKey): Promise<"put" | "exists" | "no_ring">;
  remove(key: SigningKey): Promise<void>;
}

/** A ring as the register knows it. */
export interface RegisteredRing {
  readonly tenant: Tenant;
  /**
   * Another one when the ring is entered or gets a key: nobody retires it on what was true before.
   */
  readonly mark: string;
}

/** The rings that are rotated: of tenants that sign JWS, or did until lately. */
export interface RingRegister {
  list(): Promise<RegisteredRing[]>;
  /** Registers the ring of a tenant; of one that is registered only the mark changes. */
  enter(tenant: Tenant): Promise<void>;
  /**
   * Takes a ring off the register, with its last key, unless its mark has changed.
   * @returns whether it was taken off
   */
  retire(ring: RegisteredRing, last: SigningKey | undefined): Promise<boolean>;
}

/** What making the keys of a ring needs. */
export interface RingPorts {
  readonly keys: KeyStore;
  readonly rings: RingRegister;
  readonly times: RotationTimes;
  /** A new RSA-2048 key pair, its private half sealed. */
  readonly makeKey: (ring: Tenant, signsFromMs: number, nowMs: number) => Promise<TenantSigningKey>;
  readonly now: () => number;
}

/** Whether a tenant has a webhook, of whatever status, that signs JWS; strongly consistent. */
export type SignsJws = (tenant: Tenant) => Promise<boolean>;
