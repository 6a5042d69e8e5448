import { hash, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";

import { type Asn1, objectIdentifier, octets, part, wholeNumber } from "./der.ts";
import type { Effort, HashName } from "./effort.ts";
import { KeyStoreError } from "./key-store.ts";
import { sha1Rounds } from "./sha1-rounds.ts";

const derive = promisify(pbkdf2);

/** Longest salt: those that tools write have 8 to 64 bytes. */
const MAX_SALT_BYTES = 256;

/** RFC 9579, section 5, has keys of 20 bytes at least; none needs more than its hash gives. */
const MIN_MAC_KEY_BYTES = 20;
const MAX_MAC_KEY_BYTES = 64;

/** Pseudo-random functions of PBKDF2, and MACs: HMAC. https://www.rfc-editor.org/rfc/rfc8018#appendix-B.1 */
export const PRFS: ReadonlyMap<string, HashName> = new Map([
  ["1.2.840.113549.2.7", "sha1"],
  ["1.2.840.113549.2.8", "sha224"],
  ["1.2.840.113549.2.9", "sha256"],
  ["1.2.840.113549.2.10", "sha384"],
  ["1.2.840.113549.2.11", "sha512"],
]);
const PBKDF2 = "1.2.840.113549.1.5.12";

/** Bytes of a hash's block and of its result. */
export const HASH_SIZES: Readonly<
  Record<HashName, { readonly block: number; readonly result: number }>
> = {
  sha1: { block: 64, result: 20 },
  sha224: { block: 64, result: 28 },
  sha256: { block: 64, result: 32 },
  sha384: { block: 128, result: 48 },
  sha512: { block: 128, result: 64 },
};

/** What a key of PKCS#12's own derivation is for. https://www.rfc-editor.org/rfc/rfc7292#appendix-B.3 */
export const KEY_PURPOSE = { key: 1, initializationVector: 2, mac: 3 } as const;

/** The password that opens a store, and what may still be spent on it. */
export class Password {
  readonly effort: Effort;
  readonly #text: string;

  constructor(text: string, effort: Effort) {
    this.#text = text;
    this.effort = effort;
  }

  /**
   * A key by PBKDF2, from its parameters (RFC 8018, appendix A.2).
   * @throws KeyStoreError `too_costly`, `unsupported`, `malformed`
   */
  async pbkdf2Key(algorithm: Asn1, bytes: number): Promise<Buffer> {
    if (objectIdentifier(part(algorithm, 0)) !== PBKDF2) throw unsupportedProtection();
    const [salt, count, ...options] = part(algorithm, 1).parts;
    if (salt === undefined || count === undefined) throw unsupportedProtection();
    const prf = options.find(({ parts }) => parts.length > 0); // beside it only the key's length
    const digest = prf === undefined ? "sha1" : PRFS.get(objectIdentifier(part(prf, 0)));
    if (digest === undefined) throw unsupportedProtection();
    const rounds = roundsOf(wholeNumber(count));
    const results = Math.ceil(bytes / HASH_SIZES[digest].result);
    this.effort.takeDerivation("pbkdf2", digest, rounds * results);
    return derive(this.#text, bounded(octets(salt)), rounds, bytes, digest);
  }

  /**
   * The key of a MAC by PBKDF2, of the length that its parameters say: openssl gives as many bytes
   * as the hash has. https://www.rfc-editor.org/rfc/rfc9579#section-4
   * @throws KeyStoreError as `pbkdf2Key`
   */
  async macKey(algorithm: Asn1): Promise<Buffer> {
    const [, , length] = part(algorithm, 1).parts;
    const bytes = length === undefined ? 0 : wholeNumber(length);
    if (bytes < MIN_MAC_KEY_BYTES || bytes > MAX_MAC_KEY_BYTES) throw unsupportedProtection();
    return this.pbkdf2Key(algorithm, bytes);
  }

  /**
   * A key by PKCS#12's own derivation. https://www.rfc-editor.org/rfc/rfc7292#appendix-B.2
   * @param bytes two results of the hash at most
   * @throws KeyStoreError `too_costly`, `unsupported`
   */
  pkcs12Key(
    digest: HashName,
    purpose: number,
    salt: Buffer,
    rounds: number,
    bytes: number,
  ): Buffer {
    const { block, result } = HASH_SIZES[digest];
    const keys = Math.ceil(bytes / result);
    this.effort.takeDerivation("pkcs12", digest, roundsOf(rounds) * keys);
    const password = Buffer.from(`${this.#text}\0`, "utf16le").swap16();
    let input: Buffer = Buffer.concat([filled(bounded(salt), block), filled(password, block)]);
    const diversifier = Buffer.alloc(block, purpose);
    const derived: Buffer[] = [];
    for (let index = 0; index < keys; index += 1) {
      const key = hashed(
        digest,
        hash(digest, Buffer.concat([diversifier, input]), "buffer"),
        rounds - 1,
      );
      derived.push(key);
      input = advanced(input, filled(key, block).subarray(0, block));
    }
    return Buffer.concat(derived).subarray(0, bytes);
  }

  /** The password as Java's own key stores hash it: two bytes a character. */
  javaBytes(): Buffer {
    return Buffer.from(this.#text, "utf16le").swap16();
  }
}

/** What a store or key says when nothing here can open it. */
export function unsupportedProtection(): KeyStoreError {
  return new KeyStoreError(
    "unsupported",
    "is encrypted in a way that is not supported",
    "encrypt it with AES and PBKDF2, as openssl 3 and keytool do",
  );
}

function roundsOf(count: number): number {
  if (count === 0) throw unsupportedProtection();
  return count;
}

function bounded(salt: Buffer): Buffer {
  if (salt.length > MAX_SALT_BYTES) throw unsupportedProtection();
  return salt;
}

/** A digest hashed so many times more. */
function hashed(digest: HashName, first: Buffer, rounds: number): Buffer {
  if (digest === "sha1") return sha1Rounds(first, rounds);
  let key = first;
  for (let round = 0; round < rounds; round += 1) key = hash(digest, key, "buffer");
  return key;
}

/** The bytes, again and again, up to a multiple of the block. */
function filled(bytes: Buffer, block: number): Buffer {
  return bytes.length === 0 ? bytes : Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
}

/** Each block of the input, as a big-endian number, plus the addend plus 1. */
function advanced(input: Buffer, addend: Buffer): Buffer {
  const next = Buffer.from(input);
  for (let start = 0; start < next.length; start += addend.length) {
    let carry = 1;
    for (let index = addend.length - 1; index >= 0; index -= 1) {
      const sum = (next[start + index] ?? 0) + (addend[index] ?? 0) + carry;
      next[start + index] = sum & 0xff;
      carry = sum >> 8;
    }
  }
  return next;
}
