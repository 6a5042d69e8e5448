import { hash, type KeyObject, timingSafeEqual, type X509Certificate } from "node:crypto";

import { wrongPassword } from "./decrypt.ts";
import { objectIdentifier, octets, part, readAsn1 } from "./der.ts";
import type { Effort } from "./effort.ts";
import { type Password, unsupportedProtection } from "./key-derivation.ts";
import { type KeyStore, KeyStoreError, type SealedKey } from "./key-store.ts";
import { MAX_KEY_BYTES, privateKeyOf, unsupportedKey } from "./private-key.ts";
import { x509Of } from "./x509.ts";

/** What a JKS file begins with. */
export const JKS_MAGIC = 0xfeedfeed;
const KEY_ENTRY = 1;
const CERTIFICATE_ENTRY = 2;
const VERSION = 2;
const DIGEST_BYTES = 20;
/** Between password and contents in the digest that seals a file. */
const WHITENER = "Mighty Aphrodite";
/** Sun's own protection of keys: see `sun.security.provider.KeyProtector`. */
const KEY_PROTECTOR = "1.3.6.1.4.1.42.2.17.1.1";

/**
 * Reads Java's own key store, JKS: see `sun.security.provider.JavaKeyStore` of OpenJDK.
 * Certificates are in the open in it; a password opens the keys and proves that nothing was
 * changed.
 * @param password absent: certificates only, and unproved
 * @throws KeyStoreError
 */
export function readJks(bytes: Buffer, password: Password | undefined, effort: Effort): KeyStore {
  const contents = bytes.subarray(0, -DIGEST_BYTES);
  const reader = new Reader(contents);
  if (reader.number() !== JKS_MAGIC || reader.number() !== VERSION) throw malformed();
  if (password !== undefined) {
    const sealed = Buffer.concat([password.javaBytes(), Buffer.from(WHITENER), contents]);
    const isWhole = timingSafeEqual(sha1(sealed), bytes.subarray(-DIGEST_BYTES));
    if (!isWhole) throw wrongPassword();
  }
  const privateKeys: SealedKey[] = [];
  const certificates: X509Certificate[] = [];
  const entries = reader.number();
  for (let entry = 0; entry < entries; entry += 1) {
    const kind = reader.number();
    reader.text(); // alias
    reader.take(8); // when it was made
    if (kind === KEY_ENTRY) {
      const sealedKey = reader.take(reader.number());
      if (password !== undefined) privateKeys.push(async () => recoverKey(sealedKey, password));
      const chain = reader.number();
      for (let link = 0; link < chain; link += 1)
        certificates.push(x509Of(reader.certificate(), effort));
    } else if (kind === CERTIFICATE_ENTRY) {
      certificates.push(x509Of(reader.certificate(), effort));
    } else {
      throw malformed();
    }
  }
  return { privateKeys, certificates };
}

/** Takes the file apart; every step fails at its end, so that no count in it can lead astray. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw malformed();
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  number(): number {
    return this.take(4).readUInt32BE();
  }

  text(): string {
    return this.take(this.take(2).readUInt16BE()).toString("latin1");
  }

  certificate(): Buffer {
    if (this.text() !== "X.509") throw malformed();
    return this.take(this.number());
  }
}

/**
 * Salt, then the key under a stream of digests, then a digest of the key: each digest is that of
 * the password and the one before.
 */
function recoverKey(sealed: Buffer, password: Password): KeyObject {
  const info = readAsn1(sealed);
  if (objectIdentifier(part(part(info, 0), 0)) !== KEY_PROTECTOR) throw unsupportedProtection();
  const bytes = octets(part(info, 1));
  if (bytes.length < DIGEST_BYTES * 2) throw malformed();
  if (bytes.length > DIGEST_BYTES * 2 + MAX_KEY_BYTES) throw unsupportedKey();
  const secret = password.javaBytes();
  let stream = bytes.subarray(0, DIGEST_BYTES);
  const key = Buffer.from(bytes.subarray(DIGEST_BYTES, -DIGEST_BYTES));
  for (let start = 0; start < key.length; start += DIGEST_BYTES) {
    stream = sha1(Buffer.concat([secret, stream]));
    for (const [index, byte] of key.subarray(start, start + DIGEST_BYTES).entries()) {
      key[start + index] = byte ^ (stream[index] ?? 0);
    }
  }
  const digest = sha1(Buffer.concat([secret, key]));
  if (!timingSafeEqual(digest, bytes.subarray(-DIGEST_BYTES))) {
    throw new KeyStoreError(
      "password",
      "holds a key with a password of its own",
      "give the key the password of the store: keytool -keypasswd",
    );
  }
  return privateKeyOf(key);
}

function sha1(bytes: Buffer): Buffer {
  return hash("sha1", bytes, "buffer");
}

function malformed(): KeyStoreError {
  return new KeyStoreError(
    "malformed",
    "is not a whole JKS file",
    "encode the whole file once more",
  );
}
