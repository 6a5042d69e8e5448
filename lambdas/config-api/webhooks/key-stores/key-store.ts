import type { KeyObject, X509Certificate } from "node:crypto";

/**
 * Opens a private key of a store: only where it is wanted, since a store may hold thousands.
 * @throws KeyStoreError
 */
export type SealedKey = () => Promise<KeyObject>;

/** What a key store holds. */
export interface KeyStore {
  readonly privateKeys: readonly SealedKey[];
  /** In the order of the store: those that go with a key and those that are trusted. */
  readonly certificates: readonly X509Certificate[];
}

/**
 * Why a key, certificate or store cannot be used; `message` continues the name of its field, `hint`
 * says what to do. Neither holds anything of the input.
 * - `malformed`: not what it should be
 * - `password`: the password is wrong, or missing
 * - `unsupported`: of a kind that is not read
 * - `too_costly`: its password is stretched so much that trying it would take minutes
 */
export class KeyStoreError extends Error {
  override readonly name = "KeyStoreError";
  readonly code: "malformed" | "password" | "unsupported" | "too_costly";
  readonly hint: string;

  constructor(code: KeyStoreError["code"], message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
  }
}

/** What is said of anything without exactly one private key: which is meant is unclear. */
export function notOneKey(count: number): KeyStoreError {
  const message = `holds ${count === 0 ? "no private key" : `${count} private keys`}`;
  return new KeyStoreError("unsupported", message, "give one private key and its certificate");
}
