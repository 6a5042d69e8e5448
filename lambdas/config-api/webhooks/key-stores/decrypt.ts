import { createDecipheriv } from "node:crypto";

import rc2 from "node-forge/lib/rc2.js";
import forgeBytes from "node-forge/lib/util.js";

import { type Asn1, objectIdentifier, octets, part, wholeNumber } from "./der.ts";
import { KEY_PURPOSE, type Password, unsupportedProtection } from "./key-derivation.ts";
import { KeyStoreError } from "./key-store.ts";

/** Password-based encryption scheme 2. https://www.rfc-editor.org/rfc/rfc8018#section-6.2 */
const PBES2 = "1.2.840.113549.1.5.13";
/** Ciphers of PBES2, with the bytes of their keys. */
const PBES2_CIPHERS: ReadonlyMap<string, { readonly name: string; readonly keyBytes: number }> =
  new Map([
    ["2.16.840.1.101.3.4.1.2", { name: "aes-128-cbc", keyBytes: 16 }],
    ["2.16.840.1.101.3.4.1.22", { name: "aes-192-cbc", keyBytes: 24 }],
    ["2.16.840.1.101.3.4.1.42", { name: "aes-256-cbc", keyBytes: 32 }],
    ["1.2.840.113549.3.7", { name: "des-ede3-cbc", keyBytes: 24 }],
  ]);
/** The schemes before it, SHA-1 with the cipher. https://www.rfc-editor.org/rfc/rfc7292#appendix-C */
const PKCS12_CIPHERS: typeof PBES2_CIPHERS = new Map([
  ["1.2.840.113549.1.12.1.3", { name: "des-ede3-cbc", keyBytes: 24 }],
  ["1.2.840.113549.1.12.1.4", { name: "des-ede-cbc", keyBytes: 16 }],
  ["1.2.840.113549.1.12.1.5", { name: "rc2", keyBytes: 16 }],
  ["1.2.840.113549.1.12.1.6", { name: "rc2", keyBytes: 5 }],
]);
const PKCS12_IV_BYTES = 8;

/**
 * Decrypts what a password protects.
 * @param algorithm the algorithm identifier beside it
 * @throws KeyStoreError `password` when it is the wrong one; or `unsupported`, `too_costly`,
 *   `malformed`
 */
export async function decrypt(algorithm: Asn1, data: Buffer, password: Password): Promise<Buffer> {
  const scheme = objectIdentifier(part(algorithm, 0));
  const parameters = part(algorithm, 1);
  if (scheme === PBES2) {
    const encryption = part(parameters, 1);
    const cipher = PBES2_CIPHERS.get(objectIdentifier(part(encryption, 0)));
    if (cipher === undefined) throw unsupportedProtection();
    const key = await password.pbkdf2Key(part(parameters, 0), cipher.keyBytes);
    return decipher(cipher.name, key, octets(part(encryption, 1)), data);
  }
  const cipher = PKCS12_CIPHERS.get(scheme);
  if (cipher === undefined) throw unsupportedProtection();
  if (cipher.name === "rc2") password.effort.takeRc2(data.length);
  const salt = octets(part(parameters, 0));
  const rounds = wholeNumber(part(parameters, 1));
  const { key: forKey, initializationVector: forIv } = KEY_PURPOSE;
  const key = password.pkcs12Key("sha1", forKey, salt, rounds, cipher.keyBytes);
  const iv = password.pkcs12Key("sha1", forIv, salt, rounds, PKCS12_IV_BYTES);
  return decipher(cipher.name, key, iv, data);
}

/** The error of a password that does not open what it should. */
export function wrongPassword(cause?: unknown): KeyStoreError {
  return new KeyStoreError(
    "password",
    "cannot be opened with its password",
    "check the password",
    cause,
  );
}

function decipher(name: string, key: Buffer, iv: Buffer, data: Buffer): Buffer {
  if (name === "rc2") return decipherRc2(key, iv, data);
  try {
    const cipher = createDecipheriv(name, key, iv);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  } catch (error) {
    throw wrongPassword(error);
  }
}

function decipherRc2(key: Buffer, iv: Buffer, data: Buffer): Buffer {
  const cipher = rc2.createDecryptionCipher(key.toString("latin1"), key.length * 8);
  cipher.start(iv.toString("latin1"));
  cipher.update(forgeBytes.createBuffer(data.toString("latin1")));
  if (!cipher.finish()) throw wrongPassword();
  return Buffer.from(cipher.output.getBytes(), "latin1");
}
