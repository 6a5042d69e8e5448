import type { X509Certificate } from "node:crypto";
import { duplexPair } from "node:stream";
import { connect, type SecureContext, TLSSocket } from "node:tls";

import { readNamesOnly } from "../../../shared/http/peer-names.ts";

/**
 * The certificate that a server of TLS 1.3 gets from a client with this identity, of which both are
 * made here; `undefined` where it gets none: with a key that TLS has no signature for, OpenSSL goes
 * on without the certificate.
 */
export async function shownCertificate(
  secureContext: SecureContext,
): Promise<X509Certificate | undefined> {
  const [near, far] = duplexPair();
  const ofBoth = { secureContext, rejectUnauthorized: false };
  const server = new TLSSocket(far, { ...ofBoth, isServer: true, requestCert: true });
  const client = connect({ ...ofBoth, socket: near });
  readNamesOnly(client);
  const { promise: done, resolve } = Promise.withResolvers<void>();
  for (const side of [server, client])
    side.on("error", () => resolve()).on("close", () => resolve());
  server.on("secure", resolve);
  await done;
  const shown = server.getProtocol() === "TLSv1.3" ? server.getPeerX509Certificate() : undefined;
  client.destroy();
  server.destroy();
  return shown;
}
