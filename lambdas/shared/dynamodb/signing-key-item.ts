import type { KeyRing, PublicSigningKey, SigningKey } from "../domain/signing-key.ts";
import { type Environment, type Tenant, tenantKey, tenantOfKey } from "../domain/tenant.ts";
import { type Item, type ItemKey, numberOf, numberValue, textOf } from "./attributes.ts";

/** Partition of the shared ring; that of a tenant is `signing-keys#acme#production`. */
const SHARED_PARTITION = "signing-keys";
/** The partition of all public keys: by kid, whatever their ring, those of the shared one aside. */
export const PUBLIC_PARTITION = "public-signing-keys";
/** The partition of the register of rings. */
export const RINGS_PARTITION = "signing-key-rings";
/** Milliseconds sort as text: 15 digits hold them for 30,000 years. */
const TIME_DIGITS = 15;

/** Partition of a ring's keys. */
export function ringPartition(ring: KeyRing): string {
  return ring === "shared" ? SHARED_PARTITION : `${SHARED_PARTITION}#${tenantKey(ring)}`;
}

/** The ring of a partition; `undefined` when it is something else's. */
export function ringOfPartition(partition: string): KeyRing | undefined {
  if (partition === SHARED_PARTITION) return "shared";
  const prefix = `${SHARED_PARTITION}#`;
  return partition.startsWith(prefix) ? tenantOfKey(partition.slice(prefix.length)) : undefined;
}

/** Primary key of a signing key: one for each moment of a ring. */
export function signingKeyItemKey({
  ring,
  signsFromMs,
}: Pick<SigningKey, "ring" | "signsFromMs">): ItemKey {
  return {
    pk: { S: ringPartition(ring) },
    sk: { S: `from#${String(signsFromMs).padStart(TIME_DIGITS, "0")}` },
  };
}

/** A signing key as its item. */
export function writeSigningKeyItem(key: SigningKey): Item {
  return {
    ...signingKeyItemKey(key),
    signsFrom: numberValue(key.signsFromMs),
    kid: { S: key.kid },
    publicKeyPem: { S: key.publicKeyPem },
    sealedPrivateKey: { S: key.sealedPrivateKey },
    createdAt: numberValue(key.createdAtMs),
  };
}

/** The signing key of an item of a ring. */
export function readSigningKeyItem(ring: KeyRing, item: Item): SigningKey {
  return {
    ring: ring === "shared" ? ring : tenantOf(ring),
    signsFromMs: numberOf(item, "signsFrom"),
    kid: textOf(item, "kid"),
    publicKeyPem: textOf(item, "publicKeyPem"),
    sealedPrivateKey: textOf(item, "sealedPrivateKey"),
    createdAtMs: numberOf(item, "createdAt"),
  };
}

/** Primary key of the public half of a tenant's key. */
export function publicKeyItemKey(kid: string): ItemKey {
  return { pk: { S: PUBLIC_PARTITION }, sk: { S: kid } };
}

/** The public half of a tenant's key as its item. */
export function writePublicKeyItem({
  ring,
  kid,
  publicKeyPem,
  signsFromMs,
}: PublicSigningKey): Item {
  return {
    ...publicKeyItemKey(kid),
    application: { S: ring.application },
    environment: { S: ring.environment },
    publicKeyPem: { S: publicKeyPem },
    signsFrom: numberValue(signsFromMs),
  };
}

/** The public half of a tenant's key. */
export function readPublicKeyItem(item: Item): PublicSigningKey {
  return {
    ring: ownerOf(item),
    kid: textOf(item, "sk"),
    publicKeyPem: textOf(item, "publicKeyPem"),
    signsFromMs: numberOf(item, "signsFrom"),
  };
}

/** The tenant of a public key's item. */
export function ownerOf(item: Item): Tenant {
  return {
    application: textOf(item, "application"),
    environment: textOf(item, "environment") as Environment,
  };
}

/** Primary key of a ring in the register. */
export function ringItemKey(tenant: Tenant): ItemKey {
  return { pk: { S: RINGS_PARTITION }, sk: { S: tenantKey(tenant) } };
}

/** A tenant and nothing else: a webhook is one, too. */
function tenantOf({ application, environment }: Tenant): Tenant {
  return { application, environment };
}
