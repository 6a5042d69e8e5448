import { createSecureContext, type SecureContext } from "node:tls";

import type { ClientIdentity } from "../domain/client-identity.ts";
import { defined } from "../domain/defined.ts";

/**
 * What TLS connections with an identity are made from: its certificate and key, and its own trust
 * where it has one, which then replaces the public authorities. Each certificate of that is an
 * anchor, as in a trust store of Java: an authority without the one above it, and the receiver's
 * own. The receiver's name is checked all the same.
 * @throws Error whose `code` says why TLS does not take it, e.g. `ERR_SSL_EE_KEY_TOO_SMALL`
 */
export function clientSecureContext({
  certificate,
  privateKey,
  ca,
}: ClientIdentity): SecureContext {
  return createSecureContext({
    minVersion: "TLSv1.2",
    ...defined({ cert: certificate, key: privateKey, ca }),
    allowPartialTrustChain: ca !== undefined,
  });
}
