import type { PeerCertificate, TLSSocket } from "node:tls";

/** Common names of a subject, one a line: counted where a certificate has no other names. */
const COMMON_NAME = /^CN=(?<name>.*)$/gmu;

/**
 * Lets a client look at nothing of the server's certificate but its names, which is what `tls.checkServerIdentity` needs. Node
 * itself writes out the whole certificate and those above it, and ends the process at a key on a curve that has no name of NIST
 * (secp256k1, Brainpool): with a trust of its own, whoever receives could end everybody's deliveries.
 * To be called before the handshake.
 */
export function readNamesOnly(socket: TLSSocket): void {
  socket.getPeerCertificate = (() => {
    const certificate = socket.getPeerX509Certificate();
    const names = certificate?.subject.matchAll(COMMON_NAME) ?? [];
    const CN = Array.from(names, ({ groups }) => groups?.["name"]);
    return { subject: { CN }, subjectaltname: certificate?.subjectAltName } as PeerCertificate;
  }) as TLSSocket["getPeerCertificate"];
}
