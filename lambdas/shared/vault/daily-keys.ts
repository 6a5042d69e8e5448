import { hkdfSync } from "node:crypto";

import { makeRecentMap } from "../memory/recent-map.ts";
import type { VaultKeyVersion } from "./vault-keys.ts";

/** What a key is derived for: keys of one purpose open nothing of another. */
export type KeyPurpose = "seal" | "cursor";

/** Length of an AES-256 key. */
const KEY_BYTES = 32;

/** Keys remembered at once: a year's days under both versions of the secret are 732. */
const REMEMBER_COUNT = 1000;

/** Keys of one purpose, one for each version of the vault key and day in UTC. */
export interface DailyKeys<Key> {
  /** The key, derived unless it is remembered. */
  of(version: VaultKeyVersion, day: string): Key;
  /** Remembers a key that proved to be in use: a forged day must not displace a real one. */
  remember(version: VaultKeyVersion, day: string, key: Key): void;
}

/**
 * Derives keys: HKDF-SHA256 (RFC 5869) of the secret's text, without a salt since that text is
 * random, with the info `ringback/<purpose>/<day>`. https://www.rfc-editor.org/rfc/rfc5869
 * @param asKey makes of the key's bytes what a cipher takes
 */
export function makeDailyKeys<Key>(
  purpose: KeyPurpose,
  asKey: (bytes: Uint8Array<ArrayBuffer>) => Key,
): DailyKeys<Key> {
  const known = makeRecentMap<Key>(REMEMBER_COUNT);
  return {
    of: (version, day) =>
      known.get(nameOf(version, day)) ??
      asKey(
        new Uint8Array(
          hkdfSync("sha256", version.secret, "", `ringback/${purpose}/${day}`, KEY_BYTES),
        ),
      ),
    remember: (version, day, key) => known.set(nameOf(version, day), key),
  };
}

function nameOf({ kid }: VaultKeyVersion, day: string): string {
  return `${kid}/${day}`;
}
