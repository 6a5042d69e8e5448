import type { SealContext } from "./seal-context.ts";
import type { TimedKey } from "./signing-times.ts";
import { type Tenant, tenantKey } from "./tenant.ts";

/**
 * Whose keys these are: a tenant's; or `shared`, the one ring of all tenants from before each had
 * its own. Nothing is added to that one, and it is gone once its keys have ended.
 */
export type KeyRing = Tenant | "shared";

/** An RSA key pair that signs JWS. The private half is sealed under the vault key. */
export interface SigningKey extends TimedKey {
  readonly ring: KeyRing;
  /** UUID. */
  readonly kid: string;
  /** SPKI. */
  readonly publicKeyPem: string;
  /** JWE of the PKCS#8 PEM. */
  readonly sealedPrivateKey: string;
  readonly createdAtMs: number;
}

/** A key of a tenant: all that are made now. */
export interface TenantSigningKey extends SigningKey {
  readonly ring: Tenant;
}

/** What everybody may know of a tenant's key. */
export type PublicSigningKey = Pick<
  TenantSigningKey,
  "ring" | "kid" | "publicKeyPem" | "signsFromMs"
>;

/** A ring as one text; no tenant's is `shared`. */
export function keyRingName(ring: KeyRing): string {
  return ring === "shared" ? ring : tenantKey(ring);
}

/** What a sealed private key belongs to: copied into another tenant's ring it does not open. */
export function signingKeySealContext({
  ring,
  kid,
}: Pick<SigningKey, "ring" | "kid">): SealContext {
  const { application, environment } =
    ring === "shared" ? { application: "ringback", environment: "signing-keys" } : ring;
  return { application, environment, owner: kid, field: "private_key" };
}
