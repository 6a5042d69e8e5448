import { createHmac, timingSafeEqual, type X509Certificate } from "node:crypto";

import { decrypt, wrongPassword } from "./decrypt.ts";
import { type Asn1, objectIdentifier, octets, part, readAsn1, wholeNumber } from "./der.ts";
import type { Effort, HashName } from "./effort.ts";
import {
  HASH_SIZES,
  KEY_PURPOSE,
  type Password,
  PRFS,
  unsupportedProtection,
} from "./key-derivation.ts";
import { type KeyStore, KeyStoreError, type SealedKey } from "./key-store.ts";
import { openKey, privateKeyOf } from "./private-key.ts";
import { x509Of } from "./x509.ts";

// Object identifiers of https://www.rfc-editor.org/rfc/rfc7292 and https://www.rfc-editor.org/rfc/rfc5652
const DATA = "1.2.840.113549.1.7.1";
const ENCRYPTED_DATA = "1.2.840.113549.1.7.6";
const KEY_BAG = "1.2.840.113549.1.12.10.1.1";
const SHROUDED_KEY_BAG = "1.2.840.113549.1.12.10.1.2";
const CERTIFICATE_BAG = "1.2.840.113549.1.12.10.1.3";
const X509_CERTIFICATE = "1.2.840.113549.1.9.22.1";
/** A MAC under a key by PBKDF2. https://www.rfc-editor.org/rfc/rfc9579 */
const PBMAC1 = "1.2.840.113549.1.5.14";
const MAC_HASHES: ReadonlyMap<string, HashName> = new Map([
  ["1.3.14.3.2.26", "sha1"],
  ["2.16.840.1.101.3.4.2.4", "sha224"],
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
]);

/**
 * Reads a PKCS#12 file (RFC 7292), also as older tools wrote it.
 * @param password absent: only what needs none is read
 * @throws KeyStoreError
 */
export async function readPkcs12(
  bytes: Buffer,
  password: Password | undefined,
  effort: Effort,
): Promise<KeyStore> {
  const file = readAsn1(bytes);
  const safe = part(file, 1);
  if (objectIdentifier(part(safe, 0)) !== DATA) throw unsupportedProtection();
  const safeBytes = octets(part(part(safe, 1), 0));
  const [, , mac] = file.parts;
  if (mac !== undefined && password !== undefined) await checkMac(mac, safeBytes, password);
  const privateKeys: SealedKey[] = [];
  const certificates: X509Certificate[] = [];
  for (const content of readAsn1(safeBytes).parts) {
    const bags = await openContent(content, password);
    for (const bag of readAsn1(bags).parts) {
      const value = part(part(bag, 1), 0);
      switch (objectIdentifier(part(bag, 0))) {
        case KEY_BAG:
          privateKeys.push(async () => privateKeyOf(value.bytes));
          break;
        case SHROUDED_KEY_BAG:
          privateKeys.push(async () => openKey(value, needed(password)));
          break;
        case CERTIFICATE_BAG:
          certificates.push(...certificateOf(value, effort));
          break;
        default: // revocation lists, secret keys: nothing for TLS
      }
    }
  }
  return { privateKeys, certificates };
}

async function checkMac(mac: Asn1, safeBytes: Buffer, password: Password): Promise<void> {
  const digestInfo = part(mac, 0);
  const expected = octets(part(digestInfo, 1));
  const [digest, key] =
    objectIdentifier(part(part(digestInfo, 0), 0)) === PBMAC1
      ? await pbmac1KeyOf(part(part(digestInfo, 0), 1), password)
      : ownKeyOf(mac, password);
  const actual = createHmac(digest, key).update(safeBytes).digest();
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected))
    throw wrongPassword();
}

/** Hash and key of a MAC of PKCS#12's own. */
function ownKeyOf(mac: Asn1, password: Password): readonly [HashName, Buffer] {
  const [digestInfo, salt, count] = mac.parts;
  if (digestInfo === undefined || salt === undefined) throw unsupportedProtection();
  const digest = MAC_HASHES.get(objectIdentifier(part(part(digestInfo, 0), 0)));
  if (digest === undefined) throw unsupportedProtection();
  const rounds = count === undefined ? 1 : wholeNumber(count);
  const keyBytes = HASH_SIZES[digest].result;
  return [digest, password.pkcs12Key(digest, KEY_PURPOSE.mac, octets(salt), rounds, keyBytes)];
}

/** Hash and key of PBMAC1, from its parameters: the salt and rounds beside them mean nothing. */
async function pbmac1KeyOf(
  parameters: Asn1,
  password: Password,
): Promise<readonly [HashName, Buffer]> {
  const digest = PRFS.get(objectIdentifier(part(part(parameters, 1), 0)));
  if (digest === undefined) throw unsupportedProtection();
  return [digest, await password.macKey(part(parameters, 0))];
}

/** The bags of one part of the file: in the open, or encrypted. */
async function openContent(content: Asn1, password: Password | undefined): Promise<Buffer> {
  const kind = objectIdentifier(part(content, 0));
  const value = part(part(content, 1), 0);
  if (kind === DATA) return octets(value);
  if (kind !== ENCRYPTED_DATA) throw unsupportedProtection();
  const encrypted = part(value, 1);
  return decrypt(part(encrypted, 1), octets(part(encrypted, 2)), needed(password));
}

function certificateOf(bag: Asn1, effort: Effort): X509Certificate[] {
  const isX509 = objectIdentifier(part(bag, 0)) === X509_CERTIFICATE;
  return isX509 ? [x509Of(octets(part(part(bag, 1), 0)), effort)] : [];
}

function needed(password: Password | undefined): Password {
  if (password !== undefined) return password;
  throw new KeyStoreError("password", "is encrypted", "give its password");
}
