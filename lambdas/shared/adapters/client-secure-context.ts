import { createSecureContext, type SecureContext } from "node:tls";

import type { ClientIdentity } from "../domain/client-identity.ts";

/**
 * What TLS connections with an identity are made from: its certificate and key, and its own trust where it has one, which
 * then replaces the public authorities.
 * @throws Error whose `code` says why TLS does not take it, e.g. `ERR_SSL_EE_KEY_TOO_SMALL`
 */
export function clientSecureContext({
  certificate,
  privateKey,
  ca,
}: ClientIdentity): SecureContext {
  return createSecureContext({
    cert: certificate,
    key: privateKey,
    minVersion: "TLSv1.2",
    ...(ca !== undefined && { ca }),
  });
}
