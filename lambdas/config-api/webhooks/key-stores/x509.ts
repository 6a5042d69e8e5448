import { X509Certificate } from "node:crypto";

import { type Asn1, objectIdentifier, octets, part, readAsn1 } from "./der.ts";
import type { Effort } from "./effort.ts";
import { KeyStoreError } from "./key-store.ts";

/** Context tags of https://www.rfc-editor.org/rfc/rfc5280#section-4.1 and section 4.2.1.13. */
const EXTENSIONS = 0xa3;
const POINT_NAME = 0xa0;
const RELATIVE_NAME = 0xa1;
const CRL_DISTRIBUTION_POINTS = "2.5.29.31";

/**
 * A certificate that OpenSSL has no more work with than its length says.
 * @throws KeyStoreError
 */
export function x509Of(der: Buffer, effort: Effort): X509Certificate {
  effort.takeCertificate();
  try {
    if (!hasRelativePoints(der)) return new X509Certificate(der);
  } catch (error) {
    const hint = "use X.509 certificates";
    throw new KeyStoreError("malformed", "holds a certificate that cannot be read", hint, error);
  }
  throw new KeyStoreError(
    "unsupported",
    "holds a certificate with a distribution point whose name is relative to its issuer's",
    "use certificates that give the whole name, as RFC 5280 (section 4.2.1.13) asks for",
  );
}

/**
 * Whether a place of revocation lists is named relative to the issuer: OpenSSL copies the issuer's
 * whole name for each, which for one certificate of 48 KB takes seconds, and again whenever it is
 * used.
 */
function hasRelativePoints(der: Buffer): boolean {
  return part(readAsn1(der), 0)
    .parts.filter(({ tag }) => tag === EXTENSIONS)
    .flatMap((extensions) => part(extensions, 0).parts)
    .filter((extension) => objectIdentifier(part(extension, 0)) === CRL_DISTRIBUTION_POINTS)
    .flatMap((extension) => readAsn1(octets(part(extension, extension.parts.length - 1))).parts)
    .some(isRelative);
}

function isRelative({ parts }: Asn1): boolean {
  return parts.some(
    (name) => name.tag === POINT_NAME && name.parts.some(({ tag }) => tag === RELATIVE_NAME),
  );
}
