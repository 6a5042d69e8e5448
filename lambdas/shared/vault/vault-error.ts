/**
 * `VAULT_KEY_UNAVAILABLE`: try again. `VAULT_SEAL_BROKEN`: not ours, altered, sealed for something
 * else, or under a key that is no more.
 */
export type VaultErrorCode = "VAULT_KEY_UNAVAILABLE" | "VAULT_SEAL_BROKEN";

/** Why nothing could be sealed or opened. Holds neither the plain nor the sealed text. */
export class VaultError extends Error {
  override readonly name = "VaultError";
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The error of a sealed text that does not open. */
export function brokenSeal(reason: string, cause?: unknown): VaultError {
  return new VaultError("VAULT_SEAL_BROKEN", `a sealed text cannot be opened: ${reason}`, cause);
}
