import type { Effort } from "./effort.ts";
import { Password } from "./key-derivation.ts";
import { type KeyStore, KeyStoreError } from "./key-store.ts";
import { JKS_MAGIC, readJks } from "./read-jks.ts";
import { readPkcs12 } from "./read-pkcs12.ts";

const JCEKS_MAGIC = 0xcececece;
/** What ASN.1, and so PKCS#12, begins with. */
const SEQUENCE = 0x30;
const SMALLEST_BYTES = 32;

/**
 * Reads a key store or trust store: PKCS#12 or JKS, whichever it is.
 * @param base64 the file; line breaks do no harm
 * @param effort what the request may still cost, shared with its other stores
 * @throws KeyStoreError
 */
export async function readKeyStore(
  base64: string,
  passwordText: string | undefined,
  effort: Effort,
): Promise<KeyStore> {
  const bytes = Buffer.from(base64, "base64");
  const password = passwordText === undefined ? undefined : new Password(passwordText, effort);
  if (bytes.length >= SMALLEST_BYTES) {
    const magic = bytes.readUInt32BE();
    if (magic === JKS_MAGIC) return readJks(bytes, password, effort);
    if (bytes[0] === SEQUENCE) return readPkcs12(bytes, password, effort);
    if (magic === JCEKS_MAGIC) {
      const hint = "convert it: keytool -importkeystore … -deststoretype PKCS12";
      throw new KeyStoreError("unsupported", "is a JCEKS store", hint);
    }
  }
  const hint = "send the base64 of a .p12, .pfx or .jks file";
  throw new KeyStoreError("malformed", "is neither PKCS#12 nor JKS", hint);
}
