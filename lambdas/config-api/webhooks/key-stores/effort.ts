import { KeyStoreError } from "./key-store.ts";

/**
 * Certificates that one request may hold, in all its fields: a client's chain and the authorities
 * of a receiver are some five, and no more than some twenty are stored (see assemble-identity.ts).
 */
const MAX_CERTIFICATES = 20;
/** Signatures verified to find the certificates above a client's: a chain has two to four. */
const MAX_VERIFICATIONS = 20;
/**
 * Nanoseconds of one core for all that is decrypted. Of what tools write by themselves Java's
 * stores before version 16 take the most: 350,000 rounds of SHA-1 for a key store and 200,000 for a
 * trust store, 193 million.
 */
const MAX_DECRYPTION_NS = 250_000_000;
/** Beside its rounds: a derivation takes that long for the longest password and salt. */
const DERIVATION_NS = 50_000;

/** RC2 is decrypted in JavaScript; measured for 96 KB, and rounded up. */
const RC2_BYTE_NS = 1100;

/** Nanoseconds of a round: measured for 100,000 on a core of 2.5 GHz, and rounded up. */
const ROUND_NS = {
  /** OpenSSL's PBKDF2. */
  pbkdf2: { sha1: 200, sha224: 230, sha256: 230, sha384: 650, sha512: 650 },
  /** PKCS#12's own derivation, in JavaScript: SHA-1 all of it, the others by one call a round. */
  pkcs12: { sha1: 350, sha224: 1500, sha256: 1500, sha384: 1500, sha512: 1500 },
} as const;

/** A hash that keys are derived with. */
export type HashName = keyof typeof ROUND_NS.pbkdf2;

/** What one request may still spend on certificates, keys and stores: one for all fields. */
export class Effort {
  #certificates = MAX_CERTIFICATES;
  #verifications = MAX_VERIFICATIONS;
  #decryptionNs = MAX_DECRYPTION_NS;

  /**
   * Before each certificate that is read.
   * @throws KeyStoreError `unsupported` when there are too many
   */
  takeCertificate(): void {
    this.#certificates -= 1;
    if (this.#certificates >= 0) return;
    const hint = `leave out those that are not needed: ${MAX_CERTIFICATES} are taken in all fields together`;
    throw new KeyStoreError("unsupported", "holds too many certificates", hint);
  }

  /**
   * Before each signature of a certificate that is verified.
   * @throws KeyStoreError `unsupported` when there are too many
   */
  takeVerification(): void {
    this.#verifications -= 1;
    if (this.#verifications >= 0) return;
    const hint = "leave out all but the client certificate and those above it";
    throw new KeyStoreError("unsupported", "holds too many certificates of the same name", hint);
  }

  /**
   * Before each key that is derived from a password.
   * @throws KeyStoreError `too_costly`
   */
  takeDerivation(method: keyof typeof ROUND_NS, hash: HashName, rounds: number): void {
    this.#takeNs(DERIVATION_NS + ROUND_NS[method][hash] * rounds);
  }

  /**
   * Before so many bytes are decrypted with RC2.
   * @throws KeyStoreError `too_costly`
   */
  takeRc2(bytes: number): void {
    this.#takeNs(RC2_BYTE_NS * bytes);
  }

  #takeNs(nanoseconds: number): void {
    this.#decryptionNs -= nanoseconds;
    if (this.#decryptionNs >= 0) return;
    throw new KeyStoreError(
      "too_costly",
      "stretches its password too many times",
      "encrypt it with fewer iterations: openssl and keytool take 2,048 to 10,000",
    );
  }
}
