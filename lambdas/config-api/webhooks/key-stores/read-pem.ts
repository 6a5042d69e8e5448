import { createPrivateKey, type KeyObject, type X509Certificate } from "node:crypto";

import { wrongPassword } from "./decrypt.ts";
import { readAsn1 } from "./der.ts";
import type { Effort } from "./effort.ts";
import { Password } from "./key-derivation.ts";
import { KeyStoreError, notOneKey } from "./key-store.ts";
import { openKey, privateKeyOf, unsupportedKey } from "./private-key.ts";
import { x509Of } from "./x509.ts";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/gu;
const PRIVATE_KEY =
  /-----BEGIN (?<label>[A-Z ]*PRIVATE KEY)-----(?<base64>[^-]+(?:-[^-]+)*)-----END \k<label>-----/u;
const BEGIN_PRIVATE_KEY = /-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----/gu;
/** The forms before PKCS#8; in the open, or encrypted with a key that is one round of MD5. */
const OLDER_FORMS: ReadonlySet<string> = new Set(["RSA PRIVATE KEY", "EC PRIVATE KEY"]);

/**
 * The certificates of a PEM text; what stands around them is left aside.
 * @throws KeyStoreError
 */
export function readCertificates(pem: string, effort: Effort): X509Certificate[] {
  const certificates: X509Certificate[] = [];
  for (const [, base64 = ""] of pem.matchAll(CERTIFICATE)) {
    certificates.push(x509Of(Buffer.from(base64, "base64"), effort));
  }
  if (certificates.length > 0) return certificates;
  const hint = "give PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----";
  throw new KeyStoreError("malformed", "holds no certificate", hint);
}

/**
 * The private key of a PEM text: PKCS#8, or the forms before it of RSA and EC keys; encrypted or
 * not.
 * @throws KeyStoreError
 */
export async function readPrivateKey(
  pem: string,
  passphrase: string | undefined,
  effort: Effort,
): Promise<KeyObject> {
  const found = PRIVATE_KEY.exec(pem);
  const { label, base64 = "" } = found?.groups ?? {};
  if (found === null || label === undefined) {
    const hint = "give PEM, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----";
    throw new KeyStoreError("malformed", "holds no private key", hint);
  }
  const count = pem.match(BEGIN_PRIVATE_KEY)?.length ?? 0;
  if (count > 1) throw notOneKey(count);
  const isEncrypted = label.startsWith("ENCRYPTED") || base64.includes("ENCRYPTED");
  if (isEncrypted && passphrase === undefined) {
    throw new KeyStoreError("password", "is encrypted", "give its passphrase");
  }
  const der = Buffer.from(base64, "base64");
  if (label === "PRIVATE KEY") return privateKeyOf(der);
  if (label === "ENCRYPTED PRIVATE KEY") {
    return openKey(readAsn1(der), new Password(passphrase ?? "", effort));
  }
  if (!OLDER_FORMS.has(label)) throw unsupportedKey();
  return privateKeyOf(pkcs8Of(found[0], passphrase, isEncrypted));
}

/** A key of an older form in that of today, which can be looked at. */
function pkcs8Of(pem: string, passphrase: string | undefined, isEncrypted: boolean): Buffer {
  try {
    const key = createPrivateKey({ key: pem, passphrase });
    return key.export({ type: "pkcs8", format: "der" });
  } catch (error) {
    if (isEncrypted) throw wrongPassword(error);
    const hint = "use an RSA, EC or Ed25519 key";
    throw new KeyStoreError("malformed", "holds a private key that cannot be read", hint, error);
  }
}
