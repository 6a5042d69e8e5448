import { createPrivateKey, type KeyObject } from "node:crypto";

import { decrypt, wrongPassword } from "./decrypt.ts";
import { type Asn1, objectIdentifier, octets, part, readAsn1 } from "./der.ts";
import type { Password } from "./key-derivation.ts";
import { KeyStoreError } from "./key-store.ts";

/**
 * Longest RSA key, in bits: twice what authorities sign at most. Every TLS connection makes a
 * signature with it, in the function that delivers for everybody: 0.05 s of a core with this one,
 * 0.3 s with one twice as long.
 */
const MAX_RSA_BITS = 8192;
/** Its numbers, each with a byte for its sign. */
const MAX_RSA_NUMBER_BYTES = MAX_RSA_BITS / 8 + 1;
/** Longest private key in PKCS#8, in bytes: such an RSA key takes 4,700. */
export const MAX_KEY_BYTES = 8192;
/** Longest elliptic key: one of 571 bits with its public point takes 260. */
const MAX_CURVE_KEY_BYTES = 512;
const OBJECT_IDENTIFIER = 0x06;
/** Where an elliptic key in the form of RFC 5915 may name its curve once more. */
const CURVE_AGAIN = 0xa0;

/**
 * Whether OpenSSL reads a key of this kind without more work than its length says, and TLS signs
 * with it in good time.
 */
const IS_USABLE: ReadonlyMap<string, (algorithm: Asn1, key: Buffer) => boolean> = new Map([
  ["1.2.840.113549.1.1.1", (_algorithm, key) => isUsableRsa(key)], // RSA
  ["1.2.840.113549.1.1.10", (_algorithm, key) => isUsableRsa(key)], // RSASSA-PSS
  ["1.2.840.10045.2.1", isUsableCurve], // EC
  ["1.3.101.112", (_algorithm, key) => key.length <= MAX_CURVE_KEY_BYTES], // Ed25519
  ["1.3.101.113", (_algorithm, key) => key.length <= MAX_CURVE_KEY_BYTES], // Ed448
]);

/**
 * Decrypts a private key in PKCS#8 (`EncryptedPrivateKeyInfo`, RFC 5958).
 * @throws KeyStoreError
 */
export async function openKey(value: Asn1, password: Password): Promise<KeyObject> {
  const der = await decrypt(part(value, 0), octets(part(value, 1)), password);
  try {
    readAsn1(der);
  } catch (error) {
    throw wrongPassword(error); // one of 256 wrong passwords makes what looks like right padding
  }
  return privateKeyOf(der);
}

/**
 * A private key of PKCS#8, which is looked at first: OpenSSL would compute the public half of a DSA
 * key of 12 KB for 13 s, and stretch a passphrase as often as an encrypted one says.
 * @throws KeyStoreError
 */
export function privateKeyOf(der: Buffer): KeyObject {
  if (der.length > MAX_KEY_BYTES) throw unsupportedKey();
  try {
    const value = readAsn1(der);
    const algorithm = part(value, 1);
    const isUsable = IS_USABLE.get(objectIdentifier(part(algorithm, 0)));
    if (isUsable?.(algorithm, octets(part(value, 2))) !== true) throw unsupportedKey();
    return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  } catch (error) {
    if (error instanceof KeyStoreError && error.code === "unsupported") throw error;
    const hint = "use an RSA, EC or Ed25519 key";
    throw new KeyStoreError("malformed", "holds a private key that cannot be read", hint, error);
  }
}

/** What is said of a key that TLS could not use in good time. */
export function unsupportedKey(): KeyStoreError {
  return new KeyStoreError(
    "unsupported",
    "holds a private key of a kind that is not supported",
    `use an RSA key of 2,048 to ${MAX_RSA_BITS} bits, an EC key of a named curve, or Ed25519`,
  );
}

function isUsableRsa(key: Buffer): boolean {
  return readAsn1(key).parts.every(({ body }) => body.length <= MAX_RSA_NUMBER_BYTES);
}

/** A curve by its name, not by its equation: that could be any. */
function isUsableCurve(algorithm: Asn1, key: Buffer): boolean {
  const again = readAsn1(key).parts.filter(({ tag }) => tag === CURVE_AGAIN);
  const curves = [...algorithm.parts.slice(1), ...again.flatMap(({ parts }) => parts)];
  return key.length <= MAX_CURVE_KEY_BYTES && curves.every(({ tag }) => tag === OBJECT_IDENTIFIER);
}
