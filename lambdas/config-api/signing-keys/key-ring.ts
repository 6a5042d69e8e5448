import { createPublicKey } from "node:crypto";

import {
  type KeyRing,
  keyRingName,
  type PublicSigningKey,
  type SigningKey,
} from "../../shared/domain/signing-key.ts";
import {
  readableKeys,
  unreadableFromMs,
  type RotationTimes,
} from "../../shared/domain/signing-times.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";

/** A public key as a JWK. */
export type Jwk = Readonly<Record<string, string>>;

/** A public key as receivers get it. */
export interface PublicKey {
  /** Whose it is; `shared`: everybody's. */
  readonly ring: KeyRing;
  readonly kid: string;
  readonly pem: string;
  readonly jwk: Jwk;
  /** Seconds to keep it: while readable, at most a day ("cached locally for the next day"). */
  readonly maxAgeSeconds: number;
}

/** What the key rings need. */
export interface KeyRingPorts {
  readonly signingKeys: {
    list(ring: KeyRing): Promise<readonly SigningKey[]>;
    /** The tenant of a key; `undefined` if no key has this kid, or it is of the shared ring. */
    ownerOf(kid: string): Promise<Tenant | undefined>;
    /** Public keys of all tenants: `most` of them. */
    listPublic(most: number): Promise<readonly PublicSigningKey[]>;
  };
  readonly rotationTimes: RotationTimes;
}

/** A day: how long TransactionLink's document lets receivers keep a key. */
const LONGEST_AGE_SECONDS = 86_400;

/** Keys that are listed for all tenants together, at most: half a megabyte. */
export const MOST_LISTED_KEYS = 1000;

/** A ring's public keys readable now: the recent signers, the present one, and the next. */
export async function publicKeys(
  { signingKeys, rotationTimes }: KeyRingPorts,
  ring: KeyRing,
  nowMs: number,
): Promise<PublicKey[]> {
  const keys = await signingKeys.list(ring);
  const { retentionMs } = rotationTimes;
  return readableKeys(keys, nowMs, retentionMs).map((key) => {
    const endMs = unreadableFromMs(key, keys, retentionMs) ?? nowMs + retentionMs;
    const secondsLeft = Math.floor((endMs - nowMs) / 1000);
    return {
      ring,
      kid: key.kid,
      pem: key.publicKeyPem,
      jwk: jwkOf(key),
      maxAgeSeconds: Math.min(LONGEST_AGE_SECONDS, secondsLeft),
    };
  });
}

/** The public key of a kid, whosever it is. */
export async function publicKeyOfAnyone(
  ports: KeyRingPorts,
  kid: string,
  nowMs: number,
): Promise<PublicKey | undefined> {
  const ring = (await ports.signingKeys.ownerOf(kid)) ?? "shared";
  return (await publicKeys(ports, ring, nowMs)).find((key) => key.kid === kid);
}

/** All tenants' public keys that can be read now; `undefined` when too many to list. */
export async function publicKeysOfAll(
  { signingKeys, rotationTimes }: KeyRingPorts,
  nowMs: number,
): Promise<Jwk[] | undefined> {
  const [shared, others] = await Promise.all([
    signingKeys.list("shared"),
    signingKeys.listPublic(MOST_LISTED_KEYS + 1),
  ]);
  if (shared.length + others.length > MOST_LISTED_KEYS) return undefined;
  const rings = Map.groupBy<string, Pick<SigningKey, keyof PublicSigningKey>>(
    [...shared, ...others].toSorted((one, other) => one.signsFromMs - other.signsFromMs),
    ({ ring }) => keyRingName(ring),
  );
  return [...rings.values()].flatMap((keys) =>
    readableKeys(keys, nowMs, rotationTimes.retentionMs).map(jwkOf),
  );
}

/** Seconds to keep the list: a quarter rotation interval, so a key is seen before it signs. */
export function listMaxAgeSeconds({ intervalMs }: RotationTimes): number {
  return Math.floor(intervalMs / 1000 / 4);
}

function jwkOf({ kid, publicKeyPem }: Pick<SigningKey, "kid" | "publicKeyPem">): Jwk {
  const { kty = "", n = "", e = "" } = createPublicKey(publicKeyPem).export({ format: "jwk" });
  return { kty, kid, use: "sig", alg: "RS256", n, e };
}
