import { createPrivateKey, type KeyObject, type X509Certificate } from "node:crypto";

import { wrongPassword } from "./decrypt.ts";
import { readAsn1 } from "./der.ts";
import { Password } from "./key-derivation.ts";
import { KeyStoreError } from "./key-store.ts";
import { openKey, x509Of } from "./read-pkcs12.ts";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu;
const PRIVATE_KEY =
  /-----BEGIN (?<label>[A-Z ]*PRIVATE KEY)-----(?<base64>[^-]+(?:-[^-]+)*)-----END \k<label>-----/u;

/**
 * The certificates of a PEM text; what stands around them is left aside.
 * @throws KeyStoreError
 */
export function readCertificates(pem: string): X509Certificate[] {
  const texts = pem.match(CERTIFICATE) ?? [];
  if (texts.length === 0) {
    const hint = "give PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----";
    throw new KeyStoreError("malformed", "holds no certificate", hint);
  }
  return texts.map((text) => x509Of(text));
}

/**
 * The private key of a PEM text: PKCS#8, or the forms before it of RSA and EC keys; encrypted or not.
 * @throws KeyStoreError
 */
export async function readPrivateKey(
  pem: string,
  passphrase: string | undefined,
): Promise<KeyObject> {
  const found = PRIVATE_KEY.exec(pem);
  const { label, base64 = "" } = found?.groups ?? {};
  if (found === null || label === undefined) {
    const hint = "give PEM, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----";
    throw new KeyStoreError("malformed", "holds no private key", hint);
  }
  const isEncrypted = label.startsWith("ENCRYPTED") || base64.includes("ENCRYPTED");
  if (isEncrypted && passphrase === undefined) {
    throw new KeyStoreError("password", "is encrypted", "give its passphrase");
  }
  if (label === "ENCRYPTED PRIVATE KEY") {
    // Not by OpenSSL: it would stretch the passphrase as often as the file says, and nothing else would run meanwhile.
    return openKey(readAsn1(Buffer.from(base64, "base64")), new Password(passphrase ?? ""));
  }
  try {
    return createPrivateKey({ key: found[0], ...(passphrase !== undefined && { passphrase }) });
  } catch (error) {
    if (isEncrypted) throw wrongPassword(error);
    const hint = "use an RSA, EC or Ed25519 key";
    throw new KeyStoreError("malformed", "is a private key that cannot be read", hint, error);
  }
}
