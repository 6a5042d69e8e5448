import type { KeyRing, PublicSigningKey, SigningKey } from "../domain/signing-key.ts";
import { type Tenant, tenantKey, tenantOfKey } from "../domain/tenant.ts";
import type { Item, ItemKey } from "./attributes.ts";
import { type AttributeNames, readMembers, writeMembers } from "./item-members.ts";

/** Partition of the shared ring; that of a tenant is `signing-keys#acme#production`. */
const SHARED_PARTITION = "signing-keys";
/** The partition of all public keys: by kid, whatever their ring, those of the shared one aside. */
export const PUBLIC_PARTITION = "public-signing-keys";
/** The partition of the register of rings. */
export const RINGS_PARTITION = "signing-key-rings";
/** Milliseconds sort as text: 15 digits hold them for 30,000 years. */
const TIME_DIGITS = 15;

const SIGNING_KEY: AttributeNames<Omit<SigningKey, "ring">> = {
  signsFromMs: "signsFrom",
  kid: "kid",
  publicKeyPem: "publicKeyPem",
  sealedPrivateKey: "sealedPrivateKey",
  createdAtMs: "createdAt",
};

const TENANT: AttributeNames<Tenant> = {
  application: "application",
  environment: "environment",
};

const PUBLIC_KEY: AttributeNames<Omit<PublicSigningKey, "ring">> = {
  kid: "sk",
  publicKeyPem: "publicKeyPem",
  signsFromMs: "signsFrom",
};

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
  return { ...signingKeyItemKey(key), ...writeMembers(key, SIGNING_KEY) };
}

/** The signing key of an item of a ring. */
export function readSigningKeyItem(ring: KeyRing, item: Item): SigningKey {
  return { ring: ring === "shared" ? ring : tenantOf(ring), ...readMembers(item, SIGNING_KEY) };
}

/** Primary key of the public half of a tenant's key. */
export function publicKeyItemKey(kid: string): ItemKey {
  return { pk: { S: PUBLIC_PARTITION }, sk: { S: kid } };
}

/** The public half of a tenant's key as its item. */
export function writePublicKeyItem(key: PublicSigningKey): Item {
  return {
    pk: { S: PUBLIC_PARTITION },
    ...writeMembers(key.ring, TENANT),
    ...writeMembers(key, PUBLIC_KEY),
  };
}

/** The public half of a tenant's key. */
export function readPublicKeyItem(item: Item): PublicSigningKey {
  return { ring: ownerOf(item), ...readMembers(item, PUBLIC_KEY) };
}

/** The tenant of a public key's item. */
export function ownerOf(item: Item): Tenant {
  return readMembers(item, TENANT);
}

/** Primary key of a ring in the register. */
export function ringItemKey(tenant: Tenant): ItemKey {
  return { pk: { S: RINGS_PARTITION }, sk: { S: tenantKey(tenant) } };
}

/** A tenant and nothing else: a webhook is one, too. */
function tenantOf({ application, environment }: Tenant): Tenant {
  return { application, environment };
}
