import type { PeerCertificate, TLSSocket } from "node:tls";

/** Common names of a subject, one a line: counted where a certificate has no other names. */
const COMMON_NAME = /(?:^|\n)CN=(?<name>[^\n]*)/gu;

/** A certificate may have neither, whatever the types of Node say. */
type Names = { readonly subject?: string; readonly subjectAltName?: string | undefined };

/**
 * Lets a client look at nothing of the server's certificate but its names, which is what
 * `tls.checkServerIdentity` needs. Node itself writes out the whole certificate and those above it,
 * and ends the process at a key on a curve that has no name of NIST (secp256k1, Brainpool): with a
 * trust of its own, whoever receives could end everybody's deliveries. To be called before the
 * handshake.
 */
export function readNamesOnly(socket: TLSSocket): void {
  socket.getPeerCertificate = (() => {
    const { subject = "", subjectAltName: subjectaltname }: Names =
      socket.getPeerX509Certificate() ?? {};
    const CN = Array.from(subject.matchAll(COMMON_NAME), ({ groups }) => groups?.["name"]);
    return { subject: { CN }, subjectaltname } as PeerCertificate;
  }) as TLSSocket["getPeerCertificate"];
}
