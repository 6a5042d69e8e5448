import type { KeyObject, X509Certificate } from "node:crypto";
import { duplexPair } from "node:stream";
import { connect, type SecureContext, TLSSocket } from "node:tls";

import type { ClientIdentity } from "../../../shared/domain/client-identity.ts";
import { defined } from "../../../shared/domain/defined.ts";
import { clientSecureContext } from "../../../shared/http/client-secure-context.ts";
import { readNamesOnly } from "../../../shared/http/peer-names.ts";
import type { Effort } from "./effort.ts";
import { KeyStoreError } from "./key-store.ts";

/** Longest stored identity, in characters of PEM: some 20 certificates; an item holds 400 KB. */
const MAX_IDENTITY_LENGTH = 32_768;

const USE_KEY =
  "use a key of today's strength: RSA from 2,048 bits, EC P-256, P-384 or P-521, Ed25519";

/** A private key, its certificate, and those above it. */
export interface Client {
  readonly privateKey: KeyObject;
  /** The certificate of the key first. */
  readonly chain: readonly X509Certificate[];
  /** Epoch milliseconds: the first end among the certificates that are sent. */
  readonly expiresAtMs: number;
}

/**
 * Finds the certificate of a key, of several the one that lives longest, and the certificates above
 * it, up to a root, which servers have themselves.
 * @throws KeyStoreError when none goes with the key, or it is not valid now
 */
export function clientOf(
  privateKey: KeyObject,
  certificates: readonly X509Certificate[],
  nowMs: number,
  effort: Effort,
): Client {
  const [leaf] = certificates
    .filter((certificate) => certificate.checkPrivateKey(privateKey))
    .toSorted((one, other) => other.validToDate.getTime() - one.validToDate.getTime());
  if (leaf === undefined) {
    const hint = "give the certificate and the key that belong together";
    throw new KeyStoreError("malformed", "holds no certificate of the private key", hint);
  }
  const chain = [leaf];
  for (let above = issuerOf(leaf, certificates, effort); above !== undefined;) {
    if (chain.includes(above) || isSelfIssued(above)) break;
    chain.push(above);
    above = issuerOf(above, certificates, effort);
  }
  const startsAtMs = Math.max(...chain.map(({ validFromDate }) => validFromDate.getTime()));
  const expiresAtMs = Math.min(...chain.map(({ validToDate }) => validToDate.getTime()));
  if (nowMs >= expiresAtMs) {
    const hint = "give one that is valid, and the certificates above it";
    throw new KeyStoreError("malformed", `expired on ${dayOf(expiresAtMs)}`, hint);
  }
  if (nowMs < startsAtMs) {
    const hint = "configure it once it is valid";
    throw new KeyStoreError("malformed", `is not valid before ${dayOf(startsAtMs)}`, hint);
  }
  return { privateKey, chain, expiresAtMs };
}

/**
 * Puts an identity together and tries it in TLS.
 * @param client absent: there is only trust
 * @param trusted what is trusted instead of the public authorities; absent: those
 * @throws KeyStoreError when TLS does not take it or does not show the certificate, or it is too
 *   large to store
 */
export async function assembleIdentity(
  client: Client | undefined,
  trusted: readonly X509Certificate[] | undefined,
): Promise<ClientIdentity> {
  const identity: ClientIdentity = {
    ...(client !== undefined && {
      certificate: pemOf(client.chain),
      privateKey: client.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    }),
    ...defined({ ca: trusted && pemOf(trusted) }),
  };
  if (Object.values(identity).join("").length > MAX_IDENTITY_LENGTH) {
    const hint = `leave out certificates that are not needed: ${MAX_IDENTITY_LENGTH} characters of PEM are stored in all`;
    throw new KeyStoreError("unsupported", "holds too many certificates", hint);
  }
  const secureContext = secureContextOf(identity);
  const [leaf] = client?.chain ?? [];
  if (leaf === undefined) return identity;
  const shown = await shownCertificate(secureContext);
  if (shown?.fingerprint256 === leaf.fingerprint256) return identity;
  throw new KeyStoreError("unsupported", "has a key that TLS 1.3 makes no signature with", USE_KEY);
}

function secureContextOf(identity: ClientIdentity): SecureContext {
  try {
    return clientSecureContext(identity);
  } catch (error) {
    const { code = "no code" } = error as NodeJS.ErrnoException;
    throw new KeyStoreError("unsupported", `is refused by TLS (${code})`, USE_KEY, error);
  }
}

function issuerOf(
  certificate: X509Certificate,
  certificates: readonly X509Certificate[],
  effort: Effort,
): X509Certificate | undefined {
  return certificates.find((other) => {
    if (!certificate.checkIssued(other)) return false;
    effort.takeVerification();
    return certificate.verify(other.publicKey);
  });
}

function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.checkIssued(certificate);
}

function pemOf(certificates: readonly X509Certificate[]): string {
  return certificates.map(String).join("");
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/**
 * The certificate that a server of TLS 1.3 gets from a client with this identity, of which both are
 * made here; `undefined` where it gets none: with a key that TLS has no signature for, OpenSSL goes
 * on without the certificate.
 */
async function shownCertificate(
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
