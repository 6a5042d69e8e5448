import { createPublicKey } from "node:crypto";

import type { SigningKey } from "../../shared/domain/signing-key.ts";
import {
  readableKeys,
  unreadableFromMs,
  type RotationTimes,
} from "../../shared/domain/signing-times.ts";

/** A public key as receivers get it. */
export interface PublicKey {
  readonly kid: string;
  readonly pem: string;
  readonly jwk: Readonly<Record<string, string>>;
  /** Seconds that it may be kept: until it cannot be read any more, at most a day ("cached locally for the next day"). */
  readonly maxAgeSeconds: number;
}

/** What the key ring needs. */
export interface KeyRingPorts {
  readonly signingKeys: { list(): Promise<readonly SigningKey[]> };
  readonly rotationTimes: RotationTimes;
}

/** A day: how long TransactionLink's document lets receivers keep a key. */
const LONGEST_AGE_SECONDS = 86_400;

/** The public keys that can be read now: those that signed lately, the one that signs, and the next. */
export async function publicKeys(
  { signingKeys, rotationTimes }: KeyRingPorts,
  nowMs: number,
): Promise<PublicKey[]> {
  const keys = await signingKeys.list();
  const { retentionMs } = rotationTimes;
  return readableKeys(keys, nowMs, retentionMs).map((key) => {
    const endMs = unreadableFromMs(key, keys, retentionMs) ?? nowMs + retentionMs;
    const secondsLeft = Math.floor((endMs - nowMs) / 1000);
    return {
      kid: key.kid,
      pem: key.publicKeyPem,
      jwk: jwkOf(key),
      maxAgeSeconds: Math.min(LONGEST_AGE_SECONDS, secondsLeft),
    };
  });
}

/** Seconds that the list may be kept: a quarter of the rotation interval, so that the next key is seen long before it signs. */
export function listMaxAgeSeconds({ intervalMs }: RotationTimes): number {
  return Math.floor(intervalMs / 1000 / 4);
}

function jwkOf({ kid, publicKeyPem }: SigningKey): Readonly<Record<string, string>> {
  const { kty = "", n = "", e = "" } = createPublicKey(publicKeyPem).export({ format: "jwk" });
  return { kty, kid, use: "sig", alg: "RS256", n, e };
}
